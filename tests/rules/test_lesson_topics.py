"""What a lesson of a web school is about, as it is typed after `1h`: a topic of today, and no day or length in it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules.parsing import SessionText, parse_session
from tests.six_languages import SIX

TODAY = date(2026, 11, 20)
"""A Friday."""
TOPICS = {
    "en": (
        *("html tags", "dl dt dd tags", "dl, dt and dd tags", "<dl> lists", "DT", "dj app", "dim light", "ven diagram"),
        *("h1 and h2", "<h1> to <h6>", "em and rem", "px vs em", "vh vw units", "min-width", "min max and clamp"),
        *("the dom", "DOM events", "<dom> tree", "fr units in grid", "a tag", "ul li ol", "tr td th", "sub and sup"),
        *("set state", "set", "map filter reduce", "async await", "git rebase", "css dark mode", "3 exercises"),
        *("python 3.11", "node 20", "es6 modules", "2 components", "this keyword", "next js", "last exam", "box model"),
        *("date picker", "may use flexbox", "second exercise", "hour picker", "week 3", "draw the sun with css"),
        *("cv and cover letter", "three js", "once more hooks", "chapter 12", "one page layout", "less and sass"),
        *("weekly planner app", "todo list", "calendar grid", "404 page", "100vh", "to do app", "mars rover kata"),
        *("hour picker", "minute timer", "exercise 3a", "the 3 components", "the 1st exercise", "css in 10 steps", "weekend planner"),
    ),
    "es": (
        *("etiquetas html", "el DOM", "dom y eventos", "lista dl", "la vida en css", "una página web", "un formulario"),
        *("ejercicios de react", "repaso de la clase anterior", "cinco ejercicios", "dos componentes", "mar y cielo"),
        *("el mar en css", "sol y luna", "media query", "media queries", "ven y prueba", "el cuarto ejercicio"),
        *("segunda práctica", "primera entrega", "variables y funciones", "hola mundo", "bucles for", "bases de datos"),
        *("sin dudas", "dar formato", "menos código", "más css", "unidades em y rem", "diseño responsive"),
        *("proyecto final", "currículum", "entrevista de trabajo", "git y github", "la terminal", "arrays"),
        *("objetos", "promesas", "fetch y api", "accesibilidad", "menú hamburguesa", "tablas", "una semana de css"),
    ),
    "ca": (
        *("etiquetes html", "el DOM", "dl dt dd", "dj app", "dv i span", "dg grid", "ds layout", "set i map", "nou tema"),
        *("una pàgina", "un formulari", "dos components", "sis exercicis", "set exercicis", "el mar", "la lluna"),
        *("fer un menú", "repàs de la classe anterior", "bucles", "funcions", "variables", "bases de dades", "git"),
        *("disseny adaptable", "unitats em i rem", "graella css", "mitja pàgina", "quart exercici", "menys codi"),
        *("més css", "currículum", "entrevista de feina", "projecte final", "la terminal", "promeses", "objectes"),
        *("accessibilitat", "taules", "colors", "llistes", "imatges", "enllaços", "dc motor"),
    ),
    "fr": (
        *("balises html", "le DOM", "dim et opacité", "ven et diagrammes", "jeu de la vie", "un jeu", "la mer en css"),
        *("sam et git", "mer et ciel", "une page", "un formulaire", "deux composants", "six exercices", "sept balises"),
        *("la vie privée", "en avant", "dans le navigateur", "moins de css", "plus de css", "demi cercle", "quart"),
        *("les boucles", "les fonctions", "les variables", "bases de données", "le terminal", "projet final"),
        *("cv et lettre", "entretien", "grille css", "unités em et rem", "menu burger", "promesses", "objets"),
        *("tableaux", "accessibilité", "dernière leçon", "le 1er exercice", "premier exercice", "au fait css", "ce projet", "le projet"),
    ),
    "ar": (
        *("الحد الأدنى", "الحد الأقصى للعرض", "وسوم html", "الوسوم", "واجهة المستخدم", "صفحة ويب", "نموذج", "جداول"),
        *("قوائم", "ألوان", "روابط", "صور", "شبكة css", "وحدات em و rem", "حلقات", "دوال", "متغيرات", "مصفوفات"),
        *("كائنات", "وعود", "قواعد بيانات", "سيرة ذاتية", "مقابلة عمل", "مشروع نهائي", "مراجعة", "درس جديد"),
        *("تمرينين", "3 تمارين", "خمس تمارين", "عنصر واحد", "أحد العناصر", "دوران", "سطر", "دالة", "سلسلة"),
        *("ورشة", "وسط الصفحة", "وراثة", "وضع داكن", "نصف الصفحة", "ربع دائرة", "أول مشروع", "بعد الدرس", "قبل الدرس"),
        *("الدرس القادم", "الماضي", "يوميات", "حدود css", "كود أقل"),
    ),
    "uk": (
        *("теги html", "списки", "таблиці", "форми", "кольори", "посилання", "сітка css", "одиниці em та rem", "цикли"),
        *("функції", "змінні", "масиви", "об'єкти", "проміси", "бази даних", "резюме", "співбесіда", "проєкт"),
        *("без js", "без фреймворків", "дві сторінки", "п'ять вправ", "шість вправ", "одна сторінка", "нова тема"),
        *("до проєкту", "по css", "в браузері", "у терміналі", "та інше", "день і ніч у css", "середовище розробки"),
        *("доступність", "меню", "адаптивний дизайн", "git", "перша вправа", "друга вправа", "чверть кола"),
        *("половина сторінки", "тиждень css", "година пік у css", "рік у футері"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", SIX)
def test_a_topic_stays_a_topic_of_today(language: str) -> None:
    assert len(TOPICS[language]) >= 40
    read = {topic: parse_session(f"1h {topic}", TODAY) for topic in TOPICS[language]}
    assert {topic: one for topic, one in read.items() if one != SessionText(60, None, topic)} == {}
