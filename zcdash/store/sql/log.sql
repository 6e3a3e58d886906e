-- One row per act that meets the conditions, in order; `kind` is `trail` for sign-ins, downloads and views, `act` for the others.
select
    entry, acted_at, login, name, role, origin, what, plan, period, unit, subject, before, after, brought, previous,
    digest_version, algorithm, hash
from log
where entry > $after
  and ($who = '' or name = $who or login = $who)
  and ($what = '' or what = $what)
  and ($unit = '' or unit = $unit)
  and ($kind = '' or ($kind = 'trail') = (what = any($events)))
  and acted_at >= $since and acted_at < $until
order by entry
limit $most offset $skip;
