-- One row: a session that nobody ended, with the login that it belongs to, or none.
select token_hash, login, started, seen, origin
from session
where token_hash = $token_hash and ended is null;
