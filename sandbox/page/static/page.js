// What the server cannot do: where the focus goes, where a list is scrolled to, the question before a click,
// and the address line. Everything else is in the templates.
"use strict";

// what somebody is typing is not replaced; anything else that has the focus is drawn anew
Object.defineProperty(Idiomorph.defaults, "ignoreActiveValue", {
  get: () => document.activeElement?.matches("input, textarea, select"),
  enumerable: true,
});
// what somebody has put into a field is hers until an answer knows of it
const put = new WeakMap();
const sent = new WeakMap();
let puts = 0;

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target: { form, name } }) => {
    if (!form?.closest(".feed, .overlay")) return;
    if (!put.has(form)) put.set(form, new Map());
    put.get(form).set(name, ++puts);
  }, true);
}
document.addEventListener("htmx:configRequest", ({ detail, target }) => {
  if (target.closest(".pane")) detail.parameters.moment = performance.timeOrigin + performance.now();
});
document.addEventListener("htmx:beforeSend", ({ detail }) => sent.set(detail.xhr, puts));
window.addEventListener("beforeunload", () => {
  for (const form of document.querySelectorAll(".modal")) {
    if (!put.get(form)?.size) continue;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("moment", performance.timeOrigin + performance.now());
    navigator.sendBeacon(form.dataset.keep, fields);
  }
});

function heard(xhr, form) {
  for (const [name, number] of put.get(form) || []) {
    if (number <= sent.get(xhr)) put.get(form).delete(name);
  }
}

function isPut(node) {
  const field = node.closest("select") || node;
  return put.get(field.form)?.has(field.name);
}

// what somebody has opened or closed stays so; a button above the panes that waits for its answer counts no more,
// and keeps the focus
const waiting = new Set();
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => {
  if (name === "data-folded") return false;
  if (name === "open") return node.localName !== "details";
  if (["value", "checked", "selected"].includes(name)) return !isPut(node);
  return name !== "aria-disabled" || !waiting.has(node);
};

document.addEventListener("htmx:confirm", (event) => {
  if (event.target.ariaDisabled === "true") event.preventDefault();
});
document.addEventListener("htmx:beforeSend", ({ target }) => {
  if (!target.matches("#bar button")) return;
  waiting.add(target);
  target.ariaDisabled = "true";
});
document.addEventListener("htmx:afterRequest", ({ target }) => {
  if (waiting.delete(target)) target.removeAttribute("aria-disabled");
});

// a button in a pane may be pressed again before it is answered, which htmx would hold back
document.addEventListener("htmx:beforeSend", ({ target }) => {
  if (target.matches(".pane :is(button, span)[data-action]")) target["htmx-internal-data"].xhr = null;
});

// what comes late is not shown: for a pane that is somebody else's by now, or drawn before what is shown already
const shown = new Map();

htmx.defineExtension("late", {
  transformResponse(text, xhr, element) {
    const version = Number(xhr.getResponseHeader("Page-Version"));
    const pane = element.closest(".pane");
    if (!xhr.getResponseHeader("Page-Refused")) heard(xhr, element.closest("form"));
    if (!element.isConnected && pane) return "";
    const part = pane ? [pane.id, pane.dataset.who, pane.dataset.place].join() : "bar";
    if (version < (shown.get(part) || 0)) return version ? "" : text;
    shown.set(part, version);
    return text;
  },
});

// of two places or people chosen one after the other the last counts, however late the first is answered
const chosen = new Map();

document.addEventListener("htmx:beforeSend", ({ detail: { target, xhr } }) => {
  if (target.matches(".pane")) chosen.set(target.id, xhr);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.matches(".pane") && chosen.get(detail.target.id) !== detail.xhr) detail.shouldSwap = false;
});

// the stream of news ends with the sandbox; when there is one again, it is another one
document.addEventListener("htmx:sseError", () => {
  document.getElementById("gone").hidden = false;
});
document.addEventListener("htmx:sseOpen", () => {
  if (!document.getElementById("gone").hidden) location.reload();
});

const panes = () => [...document.querySelectorAll(".pane")];

// the address line says who looks and where, so that a reload shows the same
function remember() {
  const query = new URLSearchParams(location.search);
  for (const [side, who, at] of [["left", "left", "at"], ["right", "right", "there"]]) {
    const pane = document.getElementById(side);
    query.delete(who);
    query.delete(at);
    if (pane) {
      query.set(who, pane.dataset.who);
      query.set(at, pane.dataset.place);
    }
  }
  history.replaceState(null, "", "?" + query);
}

// a list of messages stays at its end, unless somebody has scrolled up
const atEnd = new Map();

function followsEnd(feed) {
  const left = feed.scrollHeight - feed.scrollTop - feed.clientHeight;
  return left < 40;
}

function noteEnds() {
  for (const feed of document.querySelectorAll(".feed")) atEnd.set(feed.id, followsEnd(feed));
}

function keepEnds() {
  for (const feed of document.querySelectorAll(".feed")) {
    if (feed.classList.contains("is-home")) continue;
    const moved = feed.dataset.shown !== feed.dataset.place;
    if (moved || atEnd.get(feed.id) !== false) feed.scrollTop = feed.scrollHeight;
    feed.dataset.shown = feed.dataset.place;
  }
}

// a modal takes the focus when it opens, keeps it inside, and gives it back
const before = new Map();

// in a small window the tour makes room for an open form
const small = matchMedia("(max-width: 700px), (max-height: 600px)");

function foldTour(away) {
  const tour = document.getElementById("tour");
  if (!tour || (away && !(small.matches && tour.open)) || (!away && !tour.dataset.folded)) return;
  tour.open = !away;
  tour.dataset.folded = away ? "1" : "";
}

function tendModals() {
  for (const pane of panes()) {
    const modal = pane.querySelector(".modal");
    const body = pane.querySelector(".pane-body");
    if (modal && pane.dataset.modal !== modal.id) {
      if (!pane.dataset.modal) before.set(pane.id, document.activeElement?.id);
      pane.dataset.modal = modal.id;
      body.inert = true;
      foldTour(true);
      const first = modal.querySelector("[autofocus], .modal-body input:not([type=hidden]), .modal-body select, .modal-body textarea");
      (first || modal.querySelector("h2")).focus({ preventScroll: !first });
      modal.scrollIntoView({ block: "nearest" }); // on a phone the page may be far down
    } else if (!modal && pane.dataset.modal) {
      delete pane.dataset.modal;
      body.inert = false;
      foldTour(false);
      (document.getElementById(before.get(pane.id)) || pane.querySelector(".place[aria-current]"))?.focus();
    }
    if (!modal) continue;
    const { page, refused } = modal.dataset;
    if (pane.dataset.page !== page) {
      modal.querySelector(".modal-body").scrollTop = 0;
      if (document.activeElement === document.body) modal.querySelector("h2").focus({ preventScroll: true });
    } else if (pane.dataset.refused !== refused) {
      const wrong = modal.querySelector('[aria-invalid="true"]');
      wrong?.focus({ preventScroll: true });
      wrong?.closest(".k-input").scrollIntoView({ block: "nearest" });
    }
    Object.assign(pane.dataset, { page, refused });
  }
}

function tend() {
  keepEnds();
  tendModals();
}

document.addEventListener("htmx:beforeSwap", noteEnds);
document.addEventListener("htmx:afterSettle", () => {
  remember();
  tend();
});
document.addEventListener("htmx:oobAfterSwap", tend);
document.addEventListener("DOMContentLoaded", () => {
  remember();
  tend();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const menu = event.target.closest("details.k-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  const pane = event.target.closest(".pane") || panes().find((one) => one.querySelector(".modal"));
  pane?.querySelector(".modal .cross")?.click();
});

// the box empties when its words go out, so that a second Enter sends nothing; what is refused comes back
const box = (event) => event.target.closest(".composer form")?.elements.text;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (box(event) && !event.detail.requestConfig.parameters.text.trim()) event.preventDefault();
});
document.addEventListener("htmx:beforeSend", (event) => {
  if (box(event)) write(box(event), "");
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { successful, xhr, requestConfig } = event.detail;
  const refused = !successful || xhr.getResponseHeader("Page-Refused");
  if (refused && box(event)?.value === "") write(box(event), requestConfig.parameters.text);
});
document.addEventListener("input", (event) => box(event) && write(event.target, event.target.value));

// what a command takes is said while it is typed
function write(field, words) {
  if (field.value !== words) field.value = words;
  const commands = words.startsWith("/") ? [...field.list.options] : [];
  const command = commands.find((one) => (words + " ").startsWith(one.value));
  field.form.querySelector(".usage").textContent = command ? command.value + command.textContent : "";
}

// a menu closes when something else is chosen
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.k-menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".k-menu-options")) menu.open = false;
  }
});

// some buttons ask before they count
document.addEventListener("htmx:confirm", (event) => {
  const asks = event.detail.elt.dataset;
  if (!asks.confirmTitle) return;
  event.preventDefault();
  const sure = document.getElementById("sure");
  for (const part of ["title", "text", "yes", "no"]) {
    const name = "confirm" + part[0].toUpperCase() + part.slice(1);
    document.getElementById("sure-" + part).textContent = asks[name] || "";
  }
  sure.returnValue = "no";
  sure.addEventListener("close", () => sure.returnValue === "yes" && event.detail.issueRequest(true), { once: true });
  sure.showModal();
});

// another person beside the first, and the inspector: whole pages, by their address
document.addEventListener("click", (event) => {
  const query = new URLSearchParams(location.search);
  const button = event.target.closest("[data-second], [data-alone], [data-inspect]");
  if (!button) return;
  if ("second" in button.dataset && !query.has("right")) {
    const others = [...document.querySelectorAll("#left select[name=who] option")].filter((one) => !one.selected);
    if (others.length) query.set("right", others[0].value);
  } else if ("alone" in button.dataset) {
    query.delete("right");
    query.delete("there");
  } else if ("inspect" in button.dataset) {
    if (query.has("inspect")) query.delete("inspect");
    else query.set("inspect", "1");
  }
  location.search = query;
});
