-- One row: a sign-in that still needs a code, or none.
select login, started
from pending_sign_in
where token_hash = $token_hash;
