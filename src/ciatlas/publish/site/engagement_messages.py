"""The messages that tell an engagement: whole ones for each part, from each end, for each way its years are known.

In Hebrew they are built on nouns, since the gender of an organisation's name is not known.
"""

from __future__ import annotations

from ciatlas.messages import _

# From where it is told: on the page of the member, on the page of what it takes part in, on its own page.
OUT, IN, WHOLE = "out", "in", "whole"
# Places of the forms of a message: no year known, within one year, the start known, the end known, both.
NO_YEAR, ONE_YEAR, STARTED, ENDED, BOTH = range(5)

Forms = tuple[str, str, str, str, str]


def sentences() -> dict[str, dict[str, Forms]]:
    """OUT, IN or WHOLE -> key of the part -> its messages, in the language in use.

    Places: {name} the other end (of WHOLE: what the member takes part in), {member}, {start}, {end}, {amount}. The key is the part's
    notation; some have a second message. The messages under "" are for parts of other atlases, with the part's name as {part}.
    """
    return {
        OUT: {
            "adviser": (
                _("Advised {name}"),
                _("Advised {name} in {start}"),
                _("Advised {name} from {start}"),
                _("Advised {name} until {end}"),
                _("Advised {name} from {start} to {end}"),
            ),
            "affiliate": (
                _("Affiliated with {name}"),
                _("Affiliated with {name} in {start}"),
                _("Affiliated with {name} from {start}"),
                _("Affiliated with {name} until {end}"),
                _("Affiliated with {name} from {start} to {end}"),
            ),
            "backbone": (
                _("Backbone organisation of {name}"),
                _("Backbone organisation of {name} in {start}"),
                _("Backbone organisation of {name} from {start}"),
                _("Backbone organisation of {name} until {end}"),
                _("Backbone organisation of {name} from {start} to {end}"),
            ),
            "convener": (
                _("Convened {name}"),
                _("Convened {name} in {start}"),
                _("Convened {name} in {start}"),
                _("Convened {name} until {end}"),
                _("Convened {name} from {start} to {end}"),
            ),
            "founder": (
                _("Founded {name}"),
                _("Founded {name} in {start}"),
                _("Founded {name} in {start}"),
                _("Founded {name} until {end}"),
                _("Founded {name} from {start} to {end}"),
            ),
            "funder": (
                _("Funded {name}"),
                _("Funded {name} in {start}"),
                _("Funded {name} from {start}"),
                _("Funded {name} until {end}"),
                _("Funded {name} from {start} to {end}"),
            ),
            "member": (
                _("Member of {name}"),
                _("Member of {name} in {start}"),
                _("Member of {name} from {start}"),
                _("Member of {name} until {end}"),
                _("Member of {name} from {start} to {end}"),
            ),
            "member of an initiative": (
                _("Member of the initiative {name}"),
                _("Member of the initiative {name} in {start}"),
                _("Member of the initiative {name} from {start}"),
                _("Member of the initiative {name} until {end}"),
                _("Member of the initiative {name} from {start} to {end}"),
            ),
            "partner": (
                _("Partnered with {name}"),
                _("Partnered with {name} in {start}"),
                _("Partnered with {name} from {start}"),
                _("Partnered with {name} until {end}"),
                _("Partnered with {name} from {start} to {end}"),
            ),
            "funder with an amount": (
                _("Funded {name}, with {amount}"),
                _("Funded {name} in {start}, with {amount}"),
                _("Funded {name} from {start}, with {amount}"),
                _("Funded {name} until {end}, with {amount}"),
                _("Funded {name} from {start} to {end}, with {amount}"),
            ),
            "": (
                _("{part}: {name}"),
                _("{part}: {name}, in {start}"),
                _("{part}: {name}, from {start}"),
                _("{part}: {name}, until {end}"),
                _("{part}: {name}, from {start} to {end}"),
            ),
        },
        IN: {
            "adviser": (
                _("Advised by {name}"),
                _("Advised by {name} in {start}"),
                _("Advised by {name} from {start}"),
                _("Advised by {name} until {end}"),
                _("Advised by {name} from {start} to {end}"),
            ),
            "affiliate": (
                _("Affiliate: {name}"),
                _("Affiliate: {name}, in {start}"),
                _("Affiliate: {name}, from {start}"),
                _("Affiliate: {name}, until {end}"),
                _("Affiliate: {name}, from {start} to {end}"),
            ),
            "backbone": (
                _("Backbone organisation: {name}"),
                _("Backbone organisation: {name}, in {start}"),
                _("Backbone organisation: {name}, from {start}"),
                _("Backbone organisation: {name}, until {end}"),
                _("Backbone organisation: {name}, from {start} to {end}"),
            ),
            "convener": (
                _("Convened by {name}"),
                _("Convened by {name} in {start}"),
                _("Convened by {name} in {start}"),
                _("Convened by {name} until {end}"),
                _("Convened by {name} from {start} to {end}"),
            ),
            "founder": (
                _("Founded by {name}"),
                _("Founded by {name} in {start}"),
                _("Founded by {name} in {start}"),
                _("Founded by {name} until {end}"),
                _("Founded by {name} from {start} to {end}"),
            ),
            "funder": (
                _("Funded by {name}"),
                _("Funded by {name} in {start}"),
                _("Funded by {name} from {start}"),
                _("Funded by {name} until {end}"),
                _("Funded by {name} from {start} to {end}"),
            ),
            "member": (
                _("Among the members: {name}"),
                _("Among the members: {name}, in {start}"),
                _("Among the members: {name}, from {start}"),
                _("Among the members: {name}, until {end}"),
                _("Among the members: {name}, from {start} to {end}"),
            ),
            "partner": (
                _("In partnership with {name}"),
                _("In partnership with {name} in {start}"),
                _("In partnership with {name} from {start}"),
                _("In partnership with {name} until {end}"),
                _("In partnership with {name} from {start} to {end}"),
            ),
            "funder with an amount": (
                _("Funded by {name}, with {amount}"),
                _("Funded by {name} in {start}, with {amount}"),
                _("Funded by {name} from {start}, with {amount}"),
                _("Funded by {name} until {end}, with {amount}"),
                _("Funded by {name} from {start} to {end}, with {amount}"),
            ),
            "": (
                _("{part}: {name}"),
                _("{part}: {name}, in {start}"),
                _("{part}: {name}, from {start}"),
                _("{part}: {name}, until {end}"),
                _("{part}: {name}, from {start} to {end}"),
            ),
        },
        WHOLE: {
            "adviser": (
                _("{member} advised {name}"),
                _("{member} advised {name} in {start}"),
                _("{member} advised {name} from {start}"),
                _("{member} advised {name} until {end}"),
                _("{member} advised {name} from {start} to {end}"),
            ),
            "affiliate": (
                _("{member}: affiliated with {name}"),
                _("{member}: affiliated with {name} in {start}"),
                _("{member}: affiliated with {name} from {start}"),
                _("{member}: affiliated with {name} until {end}"),
                _("{member}: affiliated with {name} from {start} to {end}"),
            ),
            "backbone": (
                _("{member}: backbone organisation of {name}"),
                _("{member}: backbone organisation of {name} in {start}"),
                _("{member}: backbone organisation of {name} from {start}"),
                _("{member}: backbone organisation of {name} until {end}"),
                _("{member}: backbone organisation of {name} from {start} to {end}"),
            ),
            "convener": (
                _("{member} convened {name}"),
                _("{member} convened {name} in {start}"),
                _("{member} convened {name} in {start}"),
                _("{member} convened {name} until {end}"),
                _("{member} convened {name} from {start} to {end}"),
            ),
            "founder": (
                _("{member} founded {name}"),
                _("{member} founded {name} in {start}"),
                _("{member} founded {name} in {start}"),
                _("{member} founded {name} until {end}"),
                _("{member} founded {name} from {start} to {end}"),
            ),
            "funder": (
                _("{member} funded {name}"),
                _("{member} funded {name} in {start}"),
                _("{member} funded {name} from {start}"),
                _("{member} funded {name} until {end}"),
                _("{member} funded {name} from {start} to {end}"),
            ),
            "member": (
                _("{member}: member of {name}"),
                _("{member}: member of {name} in {start}"),
                _("{member}: member of {name} from {start}"),
                _("{member}: member of {name} until {end}"),
                _("{member}: member of {name} from {start} to {end}"),
            ),
            "member of an initiative": (
                _("{member}: member of the initiative {name}"),
                _("{member}: member of the initiative {name} in {start}"),
                _("{member}: member of the initiative {name} from {start}"),
                _("{member}: member of the initiative {name} until {end}"),
                _("{member}: member of the initiative {name} from {start} to {end}"),
            ),
            "partner": (
                _("{member} partnered with {name}"),
                _("{member} partnered with {name} in {start}"),
                _("{member} partnered with {name} from {start}"),
                _("{member} partnered with {name} until {end}"),
                _("{member} partnered with {name} from {start} to {end}"),
            ),
            "funder with an amount": (
                _("{member} funded {name}, with {amount}"),
                _("{member} funded {name} in {start}, with {amount}"),
                _("{member} funded {name} from {start}, with {amount}"),
                _("{member} funded {name} until {end}, with {amount}"),
                _("{member} funded {name} from {start} to {end}, with {amount}"),
            ),
            "": (
                _("{member}, {part}: {name}"),
                _("{member}, {part}: {name}, in {start}"),
                _("{member}, {part}: {name}, from {start}"),
                _("{member}, {part}: {name}, until {end}"),
                _("{member}, {part}: {name}, from {start} to {end}"),
            ),
        },
    }


def headings() -> dict[str, dict[str, str]]:
    """OUT or IN -> the part's notation -> the heading of what is told from there, in the language in use."""
    return {
        OUT: {
            "adviser": _("Adviser of"),
            "affiliate": _("Affiliate of"),
            "backbone": _("Backbone organisation of"),
            "convener": _("Convener of"),
            "founder": _("Founder of"),
            "funder": _("Funder of"),
            "member": _("Member of"),
            "partner": _("Partner of"),
        },
        IN: {
            "adviser": _("Advisers"),
            "affiliate": _("Affiliates"),
            "backbone": _("Backbone organisation"),
            "convener": _("Convened by"),
            "founder": _("Founded by"),
            "funder": _("Funders"),
            "member": _("Members"),
            "partner": _("Partners"),
        },
    }
