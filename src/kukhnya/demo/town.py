"""Who lives in the demo town and what they say. Nobody here is anybody."""

from typing import Final, NamedTuple

LOGINS: Final = {"vera": "lemon-and-sugar", "misha": "window-seat", "sonya": "umbrella-dries"}
"""Three people to sign in as. The first looks after the server."""


class Resident(NamedTuple):
    """Somebody in the town. `open`: their profile can be read by anybody."""

    name: str
    shown: str
    note: str
    language: str
    open: bool = False


RESIDENTS: Final = (
    Resident("vera", "Vera", "Tea, windows, other people's cats. I look after this kitchen.", "en", open=True),
    Resident("misha", "Misha Petrov", "Repairs bicycles. Writes when something is wrong.", "en", open=True),
    Resident("sonya", "Соня", "Пироги, стихи и чужие зонты.", "ru"),
    Resident("anton", "Антон", "Учу физике. Отвечаю не сразу.", "ru", open=True),
    Resident("lida", "Lida", "Night nurse. Morning pages.", "en"),
    Resident("grisha", "Гриша", "Дача, помидоры, старое радио.", "ru", open=True),
    Resident("nina", "Nina K.", "Restores maps. Likes rivers more than borders.", "en", open=True),
    Resident("pavel", "Павел", "Библиотекарь. Тишина — тоже ответ.", "ru"),
    Resident("rita", "Rita", "Market on Saturdays. Ask me about quinces.", "en", open=True),
    Resident("oleg", "Олег", "Настраиваю пианино по всему городу.", "ru"),
    Resident("tamara", "Тамара Ильинична", "Сорок лет в школе. Теперь читаю сама.", "ru", open=True),
    Resident("boris", "Boris", "Tram driver, route 7. Photographs from the cab at stops only.", "en"),
    Resident("zoya", "Зоя", "Рисую мелом во дворе.", "ru", open=True),
    Resident("kostya", "Kostya", "Film projectionist. There are two of us left.", "en"),
    Resident("masha", "Маша", "Собаки выбирают меня сами.", "ru", open=True),
    Resident("ilya", "Ilya", "Chess by post, mostly losing.", "en", open=True),
    Resident("dasha", "Даша", "Шью. Могу пришить и пуговицу, и совесть.", "ru"),
    Resident("fedor", "Фёдор", "Пекарь. Встаю раньше вас.", "ru", open=True),
    Resident("asya", "Asya", "Learns the names of clouds.", "en"),
    Resident("lev", "Лев", "Коллекционирую спичечные коробки.", "ru"),
    Resident("galya", "Галя", "Хор по четвергам, огород в остальное время.", "ru", open=True),
    Resident("marik", "Marik", "Repairs watches. Late to everything.", "en"),
    Resident("polina", "Полина", "Перевожу инструкции и иногда людей.", "ru", open=True),
    Resident("semyon", "Semyon", "Bees.", "en", open=True),
    Resident("yulia", "Юля", "Велосипед круглый год, да, и зимой.", "ru"),
    Resident("artyom", "Артём", "Звукорежиссёр тишины.", "ru"),
    Resident("klara", "Klara", "Grandmother of nine. I see everything.", "en", open=True),
    Resident("timur", "Тимур", "Чай с бергамотом и без повода.", "ru", open=True),
    Resident("vasya", "Vasya", "Courtyard historian.", "en"),
    Resident("inna", "Инна", "Ботанический сад, оранжерея номер три.", "ru", open=True),
)


class Said(NamedTuple):
    """Something said. `to`: an audience; `under`: the place in this list of what it answers; `picture`: a scene."""

    by: str
    text: str
    to: str = "public"
    under: int | None = None
    picture: str = ""
    alt: str = ""
    poll: tuple[str, ...] = ()
    spoiler: str = ""


SAID: Final = (
    Said("vera", "Proof that winter can be argued with. The lemon was the neighbour's idea; the sugar, as always, nobody's. #tea",
         picture="window", alt="A window at dusk: a glass of tea in its holder, a lemon, snow outside"),
    Said("sonya", "Кто забыл на моей кухне зонт — он высох и ждёт. Пирог не дождался.", "followers"),
    Said("misha", "The clinic on Lesnaya turned my grandmother away again. I am tired of hearing that everything is fine. "
         "If you were there too, write to me."),
    Said("lida", "@misha they did the same to two of ours on Tuesday. I wrote down the times.", "followers", 2),
    Said("tamara", "@misha Я была. Готова подписать.", under=2),
    Said("klara", "@misha Bring her to me on Saturday. I know the registrar's mother.", under=2),
    Said("fedor", "Сегодня с маком. Кто придёт до семи — тому горячий.", picture="market", alt="Прилавок под полосатым навесом"),
    Said("grisha", "Помидоры взошли. Радио поймало Лиссабон. День удался. #дача", picture="dacha",
         alt="Синий дом с красной крышей за белым забором, цветы"),
    Said("inna", "@grisha какие сорта в этом году?", under=7),
    Said("grisha", "@inna «Бычье сердце» и один безымянный, от соседа.", under=8),
    Said("ilya", "What do we read in February, in the small room?", poll=("Something short", "Something long", "Each other's letters")),
    Said("asya", "Today: altocumulus, the kind that looks like someone shook out a tablecloth. #clouds"),
    Said("nina", "A map from 1912 has a pond where the post office stands. The post office has a wet cellar. Nothing is ever over. #maps"),
    Said("vasya", "@nina the caretaker swears there are carp.", "members", 12),
    Said("masha", "Нашёлся пёс: рыжий, одно ухо внутрь. Пока живёт у меня и спит на моих правах."),
    Said("timur", "@masha Это Бублик! Он с третьего двора, хозяйка в больнице. Позвоню ей.", under=14),
    Said("masha", "@timur Передай: ест хорошо, врёт ещё лучше.", under=15),
    Said("oleg", "Пианино в школе настроил. Оно не виновато.", "followers"),
    Said("boris", "Route 7 at half past five. Everyone asleep, everyone seated. I drove like a nurse.", "followers"),
    Said("zoya", "Двор с утра. Мел ещё держится.", picture="courtyard", alt="Зимний двор: дома с горящими окнами, деревья, скамейка"),
    Said("pavel", "Вернули книгу, взятую в 1987 году. С извинениями и закладкой.", "members"),
    Said("polina", "@pavel А штраф?", "members", 20),
    Said("pavel", "@polina Чаем.", "members", 21),
    Said("rita", "Quinces are in. They smell like a decision. Saturday, third stall from the fountain."),
    Said("marik", "A man brought a watch that stopped on the day he retired. He asked me not to start it, only to clean it."),
    Said("semyon", "The bees do not read the news. Seven hives, all home."),
    Said("galya", "Хор: в четверг поём без нот, у Тамары Ильиничны отключили свет. Приходите со свечой.", "members"),
    Said("dasha", "Кто потерял варежку — левая, красная — она у меня на батарее.", "followers"),
    Said("kostya", "Tonight we run the old print. The scratch in reel three is staying; it has seniority."),
    Said("anton", "Семиклассник спросил, почему эхо не отвечает первым. Урок окончен, я пошёл думать."),
    Said("yulia", "@anton Потому что вежливое.", under=29),
    Said("vera", "If anybody asks how I am: the soup turned out.", "followers"),
    Said("artyom", "Записал, как тает крыша. Двадцать минут, советую.", spoiler="Без слов, только капли"),
    Said("lev", "Новый коробок: Балабаново, 1964, лось. Обмену не подлежит.", "followers"),
    Said("klara", "The cat has chosen the warm shelf and will hear no arguments.", picture="cat",
         alt="A cat on a window sill beside a potted plant"),
    Said("sonya", "Что пьём вечером?", poll=("Чай", "Компот", "Что принесёте"), picture=""),
    Said("misha", "Update on the clinic: eleven of us, with dates. On Monday we go together.", under=2),
    Said("nina", "@misha I will print the list. Large letters.", under=36),
    Said("vera", "Samovar at seven, the big table. Bring a chair, we are short of two. #tea", picture="tea",
         alt="A brass samovar on a striped red tablecloth, two glasses of tea"),
    Said("timur", "@vera несу табурет и варенье.", under=38),
    Said("sonya", "@vera А пирог я уже обещала. С капустой.", under=38),
)  # fmt: skip
