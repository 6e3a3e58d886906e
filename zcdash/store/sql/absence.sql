-- One row per absence of a leader that was not cancelled, the earliest first.
select a.absence, a.plan, a.leader, a.substitute, a.starts, a.ends, a.reason
from absence a
where a.plan = $plan and a.cancels is null
    and not exists (select 1 from absence c where c.cancels = a.absence)
order by a.starts, a.absence;
