"""How large things may be, and where the server lives: the plain values that actions are given."""

from msgspec import Struct


class Bounds(Struct, frozen=True, kw_only=True):
    """Sizes in characters or pieces. `base` is the public address, without a slash at its end."""

    base: str
    characters: int = 5000
    media: int = 4
    poll_options: int = 8
    poll_option_characters: int = 100
    mentions: int = 50
    alt_characters: int = 1500
    fields: int = 6
    field_characters: int = 255
    name_characters: int = 60
    note_characters: int = 1000
    title_characters: int = 120
    lists: int = 100
    circles: int = 100
    circle_members: int = 500
    pins: int = 5
    filters: int = 100
    filter_keywords: int = 1000
    filter_statuses: int = 1000
    keyword_characters: int = 200
    scheduled: int = 300
    scheduled_a_day: int = 50
    featured_tags: int = 10
    followed_tags: int = 200
    endorsements: int = 100
    domain_blocks: int = 1000
    account_notes: int = 5000
    account_note_characters: int = 2000
    report_characters: int = 1000
    open_reports: int = 100
    collections: int = 10
    collection_items: int = 25
    collection_name_characters: int = 40
    collection_description_characters: int = 100
    works: int = 60
