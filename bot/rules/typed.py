"""What people type about lengths and days, a language at a time: only what the libraries do not know of it.

Names of weekdays and months are Babel's; "yesterday", "3 days ago" and the like are dateparser's words. One language
more is one entry more, and what stands in an entry is tested word by word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.rules import counted


@dataclass(frozen=True)
class Typed:
    """One language. Capitals and accents do not matter.

    Attributes:
        hour: words for hours, `minute`: for minutes; `half_hour`: what alone is half an hour.
        more: what stands after an hour and adds minutes to it, or takes some: "and a half".
        minus: what takes the minutes that follow from the hour.
        lengths: what alone is a length, in minutes. One word is one only where a length is expected.
        join: what may stand between hours and minutes.
        either: what leaves a length open with a number behind it: "an hour or two"; `along`: only if the number is
            the last word: "una hora con quince".
        numbers: numbers as words.
        until: what may stand before a day to come.
        before: what may stand before a day and says nothing: "on", "el", "last".
        after: what may stand after a weekday that is over: "pasado"; `ahead`: what makes it one that is to come;
            `open`: what leaves open which one it is.
        days: day words that the library misses, and how many days ago they were, below 0 for those to come;
            `#` is a number of days, or of weeks where it says 7.
        vague: what names no one day.
        mornings: a word for tomorrow that is the morning after one of these words.
        weekdays: other forms of weekdays than the listed one, 0 is Monday; `short`: only where a day is expected, and
            where it ends with a dot only so: "jeu" is a game, and "dl" a tag; `shared`: short, and a word of another
            language: without a dot, words after it or words before it, it may be either; `named`: only after one of
            `before`.
        names: whether the listed names of weekdays mean nothing else.
        short_months: whether people write months short, and it means nothing else.
        months_of: locales whose names of months are others.
    """

    hour: tuple[str, ...] = ()
    minute: tuple[str, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)
    minus: tuple[str, ...] = ()
    half_hour: tuple[str, ...] = ()
    lengths: Mapping[str, int] = field(default_factory=dict)
    join: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    until: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    mornings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[str, int] = field(default_factory=dict)
    shared: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, int] = field(default_factory=dict)
    names: bool = True
    short_months: bool = False
    months_of: tuple[str, ...] = ()


UKRAINIAN = Typed(
    hour=("години", "година", "годину", "годин", "год"),
    minute=("хвилини", "хвилина", "хвилину", "хвилин", "хв"),
    more={
        **{"з половиною": 30, "і половина": 30, "з чвертю": 15, "і чверть": 15},
        **{"і три чверті": 45, "й три чверті": 45, "та три чверті": 45, "без чверті": -15},
    },
    minus=("без", "мінус"),
    half_hour=("пів години", "півгодини"),
    lengths={"година": 60, "годину": 60, "чверть години": 15, "півтори години": 90},
    join=("і", "й", "та"),
    either=("чи", "або"),
    numbers=counted.UKRAINIAN,
    until=("до", "по"),
    before=(
        "у",
        "в",
        "минулого",
        "минулої",
        "минулий",
        "минулу",
        "у минулий",
        "в минулий",
        "у минулу",
        "в минулу",
    ),
    ahead=("наступного тижня", "наступний", "наступна", "наступну"),
    open=("позаминулого тижня",),
    days={
        **{
            "передвчора": 2,
            "вчора ввечері": 1,
            "вчора вранці": 1,
        },
        **{"день тому": 1, "# день тому": 1, "# дні тому": 1, "# днів тому": 1},
        **{"тиждень тому": 7, "# тиждень тому": 7, "# тижні тому": 7, "# тижнів тому": 7},
        **{"через день": -1, "через # день": -1, "через # дні": -1, "через # днів": -1},
        **{"через тиждень": -7, "через # тижні": -7, "через # тижнів": -7},
    },
    vague=("минулого тижня", "минулого місяця", "на вихідних", "у вихідні"),
    short={"пн": 0, "вт": 1, "ср": 2, "чт": 3, "пт": 4, "сб": 5, "нд": 6},
    weekdays={
        **{"середу": 2, "п'ятницю": 4, "суботу": 5, "неділю": 6, "понеділка": 0, "вівторка": 1},
        **{"середи": 2, "четверга": 3, "п'ятниці": 4, "суботи": 5, "неділі": 6},
    },
)
ARABIC = Typed(
    hour=("ساعات", "ساعة", "ساعه", "س"),
    minute=("دقيقة", "دقيقه", "دقائق", "د"),
    more={
        **{"ونصف": 30, "و نصف": 30, "ونص": 30, "و نص": 30, "وربع": 15, "و ربع": 15, "وثلث": 20, "و ثلث": 20},
        **{"وتلت": 20, "إلا ربع": -15, "إلا ثلث": -20, "إلا تلت": -20},
        **{"وثلاثة أرباع": 45, "وثلاث أرباع": 45, "ونصف الساعة": 30, "وربع الساعة": 15, "وثلث الساعة": 20},
    },
    minus=("إلا",),
    half_hour=("نصف ساعة", "نصف ساعه", "نص ساعة", "نص ساعه"),
    lengths={
        **{"ساعة": 60, "ساعه": 60, "ساعة واحدة": 60, "ساعتان": 120, "ساعتين": 120},
        **{"ربع ساعة": 15, "ربع ساعه": 15, "ثلث ساعة": 20, "تلت ساعة": 20},
    },
    join=("و",),
    either=("أو",),
    numbers=counted.ARABIC,
    until=("حتى", "إلى", "لغاية"),
    before=("يوم",),
    after=("الماضي", "الماضية", "اللي فات", "اللي فاتت", "الفائت", "الفائتة"),
    ahead=("القادم", "القادمة", "المقبل", "المقبلة", "الجاي", "الجاية", "اللي جاي", "اللي جاية"),
    open=("قبل الماضي", "قبل الماضية", "من الأسبوع الماضي"),
    days={
        **{"أول أمس": 2, "قبل أمس": 2, "البارحة": 1, "البارح": 1, "أول البارحة": 2, "أول مبارح": 2},
        **{"مبارح": 1, "امبارح": 1, "أول امبارح": 2, "أمس مساء": 1, "مساء أمس": 1, "أمس صباحا": 1},
        **{"النهارده": 0, "النهاردة": 0, "بكرة": -1, "بكره": -1, "بكرا": -1},
        **{"لبكرة": -1, "لبكره": -1, "لبكرا": -1},
        **{
            "منذ # أيام": 1,
            "قبل # أيام": 1,
            "منذ # يوما": 1,
            "قبل # يوما": 1,
            "منذ يومين": 2,
            "قبل يومين": 2,
        },
        **{"منذ أسبوع": 7, "قبل أسبوع": 7, "منذ أسبوعين": 14, "قبل أسبوعين": 14},
        **{"منذ # أسابيع": 7, "قبل # أسابيع": 7, "الغد": -1, "بعد غد": -2, "بعد يومين": -2},
        **{"بعد # أيام": -1, "بعد # يوما": -1, "بعد أسبوع": -7, "بعد أسبوعين": -14, "بعد # أسابيع": -7},
    },
    vague=(
        *("الأسبوع الماضي", "الشهر الماضي", "الأسبوع اللي فات", "الشهر اللي فات", "الأسبوع الفائت"),
        *("نهاية الأسبوع", "آخر الأسبوع"),
    ),
    weekdays={
        **{"الاتنين": 0, "الإتنين": 0, "التلات": 1, "التلاتاء": 1, "الثلاثا": 1, "الاربعا": 2, "الأربعا": 2},
        "الجمعه": 4,
    },
    named={"الحد": 6},
    months_of=("ar_SY", "ar_MA"),
)
LANGUAGES: Mapping[str, Typed] = {
    "en": Typed(
        hour=("hours", "hour", "hrs", "hr", "h"),
        minute=("minutes", "minute", "mins", "min", "m", "'"),
        more={
            **{
                "and a half": 30,
                "and half": 30,
                "and a quarter": 15,
                "and quarter": 15,
                "and three quarters": 45,
            },
            **{"and three-quarters": 45, "minus a quarter": -15, "less a quarter": -15},
        },
        minus=("minus", "less"),
        half_hour=("half an hour", "half hour", "a half hour", "1/2 hour", "1/2hour", "1/2 h", "1/2h"),
        lengths={
            "a quarter of an hour": 15,
            "quarter of an hour": 15,
            "three quarters of an hour": 45,
            **{"3/4 of an hour": 45, "3/4 hour": 45, "1/4 hour": 15},
        },
        join=("and",),
        either=("or",),
        numbers=counted.ENGLISH,
        until=("until", "till", "to"),
        before=("on", "the", "last", "this past", "on the"),
        after=("last",),
        ahead=("next",),
        open=("before last", "of last week", "the week before"),
        days={
            **{
                "the day before yesterday": 2,
                "yesterday morning": 1,
                "yesterday afternoon": 1,
                "yesterday evening": 1,
            },
        },
        vague=(
            *("past week", "last night", "last month", "next month", "the other day"),
            *("the weekend", "last weekend", "this weekend"),
        ),
        short={
            **{"tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3},
            **{"fri": 4, "sat": 5, "sun": 6},
        },
        shared={"mon": 0},
        short_months=True,
    ),
    "es": Typed(
        hour=("horas", "hora"),
        minute=("minutos", "minuto"),
        more={
            **{"y media": 30, "y medio": 30, "y cuarto": 15, "y un cuarto": 15, "y tres cuartos": 45},
            **{"menos cuarto": -15, "menos un cuarto": -15},
        },
        minus=("menos",),
        half_hour=("media hora", "1/2 hora", "1/2hora"),
        lengths={
            **{"hora y media": 90, "un cuarto de hora": 15, "tres cuartos de hora": 45},
            **{"3/4 de hora": 45, "1/4 de hora": 15},
            "hora y cuarto": 75,
        },
        join=("y",),
        either=("o", "u"),
        along=("con",),
        numbers=counted.SPANISH,
        until=("hasta", "al"),
        before=("el", "la", "este", "el pasado", "pasado", "el último"),
        after=("pasado",),
        ahead=("que viene", "próximo", "siguiente"),
        open=("antepasado", "anterior", "de la semana pasada"),
        days={
            **{"anoche": 1, "anteanoche": 2},
            "ayer por la mañana": 1,
            "ayer por la tarde": 1,
            "ayer por la noche": 1,
            "antier": 2,
            "antes de ayer": 2,
            "# días atrás": 1,
            "pasado mañana": -2,
            "en # días": -1,
        },
        vague=(
            *("la semana pasada", "el fin de semana", "este fin de semana", "el finde", "este finde"),
            *("el mes pasado", "el otro día"),
        ),
        mornings={"mañana": ("la", "esta")},
        short={"lun": 0, "mar.": 1, "mié": 2, "jue": 3, "sáb": 5, "dom.": 6},
        shared={"vie": 4},
        short_months=True,
    ),
    "ca": Typed(
        hour=("hores", "hora"),
        minute=("minuts", "minut"),
        more={
            **{"i mitja": 30, "i mig": 30, "i quart": 15, "i un quart": 15, "i tres quarts": 45},
            **{"menys quart": -15, "menys un quart": -15},
        },
        minus=("menys",),
        half_hour=("mitja hora", "mitja horeta"),
        lengths={
            **{"hora i mitja": 90, "un quart d'hora": 15, "tres quarts d'hora": 45},
            **{"3/4 d'hora": 45, "1/4 d'hora": 15},
            "hora i quart": 75,
        },
        join=("i",),
        either=("o",),
        along=("amb",),
        numbers=counted.CATALAN,
        until=("fins", "fins al", "fins el", "fins a"),
        before=("el", "el passat", "aquest"),
        after=("passat",),
        ahead=("vinent", "que ve", "proper", "següent"),
        open=("anterior", "de la setmana passada"),
        days={
            **{
                "anit": 1,
                "abans d'anit": 2,
                "despús ahir": 2,
                "abans d'ahir": 2,
                "fa # setmana": 7,
                "en # dies": -1,
            },
            **{"ahir al matí": 1, "ahir a la tarda": 1, "ahir al vespre": 1, "ahir a la nit": 1},
        },
        vague=(
            "la setmana passada",
            "el cap de setmana",
            "aquest cap de setmana",
            "el mes passat",
            "l'altre dia",
        ),
        short={"dl.": 0, "dt.": 1, "dc.": 2, "dj.": 3, "dv.": 4, "ds.": 5, "dg.": 6},
    ),
    "fr": Typed(
        hour=("heures", "heure"),
        minute=("minutes", "minute"),
        more={
            **{"et demie": 30, "et demi": 30, "et quart": 15, "et un quart": 15, "et trois quarts": 45},
            **{"moins le quart": -15, "moins un quart": -15, "moins quart": -15},
        },
        minus=("moins",),
        half_hour=("une demi-heure", "demi-heure", "une demi heure", "demi heure"),
        lengths={
            **{"un quart d'heure": 15, "trois quarts d'heure": 45, "trois quart d'heure": 45},
            **{"3/4 d'heure": 45, "1/4 d'heure": 15},
            "heure et demie": 90,
        },
        join=("et",),
        either=("ou",),
        numbers=counted.FRENCH,
        until=("jusqu'à", "jusqu'au", "jusque", "au"),
        before=("le", "ce"),
        after=("dernier", "passé"),
        ahead=("prochain", "qui vient", "suivant"),
        open=("d'avant", "de la semaine dernière"),
        days={
            **{"hier matin": 1, "hier après-midi": 1, "hier soir": 1},
            **{"avant hier": 2, "il y a # jour": 1, "il y a # jours": 1, "y a # jours": 1},
            **{"il y a # semaine": 7, "il y a # semaines": 7, "dans # semaine": -7, "dans # semaines": -7},
        },
        vague=("la semaine dernière", "le week-end", "ce week-end", "le mois dernier", "l'autre jour"),
        short={"lun": 0, "mar.": 1, "mer.": 2, "jeu.": 3, "ven.": 4, "sam.": 5, "dim.": 6},
    ),
    "de": Typed(before=("am", "letzten"), mornings={"morgen": ("am", "guten", "heute", "gestern")}),
    "it": Typed(before=("il",), days={"l'altro ieri": 2}),
    "pt": Typed(),
    "uk": UKRAINIAN,
    "ru": Typed(days={"# дней назад": 1, "# недель назад": 7}, names=False),
    "ar": ARABIC,
}
"""Russian for Wednesday is also "environment", and most of its weekdays are typed in another case than they are listed."""
