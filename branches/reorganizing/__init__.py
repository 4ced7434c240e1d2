"""Reorganising the tree: what is decided (`plan`), what is refused (`checks`), what the tree then
looks like (`shape`). Nothing here knows of people or meetings; `meetings.services.reorganization`
has the verbs."""
