"""One store's rows into another, empty one; and what stands in the way, in words."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from bot import opening
from bot.config import StoreSettings
from bot.opening import CannotStart
from models import copying, schema
from models.engines import is_busy
from models.store import BACKGROUND_PATIENCE, Store


def fill(source: StoreSettings, target: StoreSettings, advice: str, unchanged: str) -> dict[str, int]:
    """Bring both to this version's tables, copy every row, and compare. `target` is looked at before it is touched.

    Args:
        advice: what to do where `target` is not empty.
        unchanged: that nothing was done.

    Returns:
        How many rows each table has.

    Raises:
        CannotStart: what was not done, and why.
    """
    with opening.trouble(target):
        old, new = (Store(one.store_url, patience=BACKGROUND_PATIENCE) for one in (source, target))
        try:
            copying.refuse_full(new.engine)  # it may be at work
            with opening.trouble(source):
                schema.migrate(source.store_url)
            schema.migrate(target.store_url)
            return copying.copy(old.engine, new.engine)
        except copying.NotEmpty as error:
            raise CannotStart(
                f"{opening.place(target)} is not empty (there are rows in {error}). {advice} {unchanged}"
            ) from None
        except copying.NotTheSame as error:
            raise CannotStart(
                f"What was written into {error} does not read as it was, so it was taken back. {unchanged}"
            ) from None
        except DBAPIError as error:
            raise _refused(target, error, unchanged) from None
        finally:
            old.close()
            new.close()


def _refused(target: StoreSettings, error: DBAPIError, unchanged: str) -> Exception:
    """A database that does not let it, without what was to be written: drivers repeat values."""
    if isinstance(error, OperationalError) and is_busy(error):
        return CannotStart(
            f"Another process has the tables of {opening.place(target)} open. Stop it. {unchanged}"
        )
    state = getattr(error.orig, "sqlstate", None)
    if state and not state.startswith(
        ("08", "28", "3D", "57")
    ):  # its own errors with a value, not ways to reach it
        return CannotStart(f"{opening.place(target)} did not take a row (error {state}). {unchanged}")
    return error
