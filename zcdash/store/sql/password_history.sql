-- One row per password that a login ever had, newest first: its hash and since when; null if older than that column.
select password_hash, min(set_at) as set_at
from account
where login = $login and password_hash <> ''
group by password_hash
order by max(account) desc;
