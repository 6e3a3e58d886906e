-- One row per session that a login had, newest first, two hundred at most; `ended` is null while nobody ended it.
select token_hash, started, seen, origin, ended, acknowledged_at
from session
where login = $login
order by started desc, token_hash
limit 200;
