-- One row: the number of sessions that a login ever had from an address.
select count(*) as sessions
from session
where login = $login and origin = $origin;
