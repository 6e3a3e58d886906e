-- One row per act, in order.
select
    entry, acted_at, login, name, role, origin, what, plan, period, unit, subject, before, after, brought, previous,
    digest_version, algorithm, hash
from log
order by entry;
