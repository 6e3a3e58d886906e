-- One row: a session that nobody ended, with the login that it belongs to, or none.
select *
from session
where token_hash = $token_hash and ended is null;
