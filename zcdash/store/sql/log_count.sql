-- One row: the number of acts that meet the conditions of log.sql.
select count(*) as entries
from log
where entry > $after
  and ($who = '' or name = $who or login = $who)
  and ($what = '' or what = $what)
  and ($unit = '' or unit = $unit)
  and ($kind = '' or ($kind = 'trail') = (what = any($events)))
  and acted_at >= $since and acted_at < $until;
