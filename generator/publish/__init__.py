"""Publishing: a finished site folder becomes a release, live by one rename, and can be taken back.

A target folder holds `releases/<stamp>-<hash>/` (whole sites), `current` (a link to the live one; all that the web
server needs), `kept-assets/` (theme files of earlier releases), `history.jsonl` and `.lock`.
"""
