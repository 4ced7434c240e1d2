"""Who may what where, written by hand: the answer sheet the matrix is marked against.

`members.access` is not read here. A change of policy is a change of both.
"""

SEES = {"READ_NOTICES", "REPLY", "READ_MINUTES"}
KEEPS = SEES | {"SEE_MEETINGS", "TAKE_ROLL", "WRITE_MINUTES", "SEE_MEMBERS"}
LEADS = KEEPS | {"PLAN_MEETINGS", "APPROVE_MINUTES", "MANAGE_TASKS"}
OVERSEES = {
    "READ_NOTICES",
    "READ_MINUTES",
    "SEE_FIGURES",
    "REMIND",
    "ASSIGN_VISITS",
    "SEE_MEMBERS",
}
# Keeps the tree and the rolls in order, and reads no minutes.
CLERK = {
    "READ_NOTICES",
    "SEE_FIGURES",
    "SEE_MEMBERS",
    "EDIT_MEMBERS",
    "IMPORT",
    "MANAGE_ACCOUNTS",
    "REORGANIZE",
    "MANAGE_POSTS",
    "MANAGE_CELLS",
    "EDIT_RULES",
}
SECRETARY = LEADS | {"SEE_FIGURES", "EDIT_MEMBERS", "MANAGE_ACCOUNTS", "MANAGE_CELLS", "READ_AUDIT"}

BRANCH = ["branch", "cell", "other_cell"]
SIBLING = ["sibling", "sibling_cell"]
BODY = ["body", *BRANCH, *SIBLING]
DISTRICT = ["district", "office", "cousin_body", "cousin", *BODY]
FAR = ["far_district", "far_body", "far"]
PLACES = ["province", *DISTRICT, *FAR]


def _at(places, rights):
    return dict.fromkeys(places, rights)


# {role: {place: rights}}; a place not named: none.
RIGHTS = {
    "reader": _at(BRANCH, SEES),
    "suspended": {},
    "cell_leader": _at(BRANCH, SEES) | {"cell": LEADS},
    "committee_member": _at(BRANCH, KEEPS),
    "deputy": _at(BRANCH, LEADS | {"SEE_FIGURES"}),
    "secretary": _at(BRANCH, SECRETARY),
    "stranger": _at(SIBLING, SECRETARY),
    "moved_away": _at(["far"], SEES),
    "grassroots_reviewer": _at(["office"], SEES) | _at(BODY, OVERSEES),
    "district_reviewer": _at(DISTRICT, OVERSEES) | {"office": OVERSEES | SEES},
    "clerk": _at(DISTRICT, CLERK) | {"office": CLERK | SEES},
    "auditor": _at(DISTRICT, {"READ_AUDIT"}) | {"office": SEES | {"READ_AUDIT"}},
    "technical_admin": {},
    "anonymous": {},
}
ROLES = list(RIGHTS)


def rights(role, place):
    return RIGHTS[role].get(place, set())


def has_anywhere(role, right):
    return any(right in found for found in RIGHTS[role].values())
