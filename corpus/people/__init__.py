"""Who somebody is: names, titles and organisations as Chinese records print them.

``市教育局局长邱红标`` is an organisation, a title and a name; ``胡献民委员`` a
name and a title; ``副市长张庆一代表市政府`` a title, a name and, further on, an
organisation. Nothing is looked up elsewhere and nothing is guessed: a part
that is not printed stays None.
"""

from corpus.people.mention import Mention
from corpus.people.mentions import mentions
from corpus.people.registry import People
from corpus.people.titles import role_of

__all__ = ["Mention", "People", "mentions", "role_of"]
