"""The things a person may be allowed to do; `members.access` says which posts allow them."""

from enum import Enum


class Permission(Enum):
    READ_NOTICES = "read called meetings, their agenda and documents"
    REPLY = "answer a notice"
    READ_MINUTES = "read approved minutes and published resolutions"
    SEE_MEETINGS = "see everything about meetings, drafts included"
    PLAN_MEETINGS = "plan, call, move and cancel meetings"
    TAKE_ROLL = "take the roll"
    WRITE_MINUTES = "write minutes and resolutions"
    APPROVE_MINUTES = "read back, approve and publish"
    MANAGE_TASKS = "follow up everyone's tasks"
    SEE_MEMBERS = "see the roll of members"
    EDIT_MEMBERS = "change the roll of members"
    SEE_FIGURES = "see the figures of the organisations below"
    REMIND = "remind the organisations below"
    ASSIGN_VISITS = "send observers to meetings of the organisations below"
    REORGANIZE = "change the tree of organisations below"
    MANAGE_POSTS = "enter terms and posts"
    MANAGE_CELLS = "set up cells and enter who leads them"
    MANAGE_ACCOUNTS = "invite people and reset their access"
    IMPORT = "bring in rosters from files"
    EDIT_RULES = "set rules for the organisations below"
    READ_AUDIT = "read the log of changes"
