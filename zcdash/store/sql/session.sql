-- One row: a session that nobody ended, with the login that it belongs to, or none.
select token_hash, login, started, seen, origin, coalesce(authenticated_at, started) as authenticated_at
from session
where token_hash = $token_hash and ended is null;
