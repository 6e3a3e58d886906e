-- One row per login that ever signed in: when it last did, when it was last seen, how many sessions are open.
select login, max(started) as started, max(seen) as seen, count(*) - count(ended) as open
from session
group by login
order by login;
