-- One row per leader of a plan: the leader's items by light, as the close of the period that stands froze them.
select
    c.plan as plan,
    r.name as leader,
    count(*) as items,
    sum(case when a.light = 'ahead' then 1 else 0 end) as ahead,
    sum(case when a.light = 'on_track' then 1 else 0 end) as on_track,
    sum(case when a.light = 'late_done' then 1 else 0 end) as late_done,
    sum(case when a.light = 'slipping' then 1 else 0 end) as slipping,
    sum(case when a.light = 'behind' then 1 else 0 end) as behind,
    sum(case when a.light = 'missing' then 1 else 0 end) as missing,
    sum(case when a.light = 'undetermined' then 1 else 0 end) as undetermined,
    sum(case when a.light = 'pending' then 1 else 0 end) as pending,
    sum(case when a.light = 'none' then 1 else 0 end) as none
from close c
join close_assessment a on a.close = c.close and a.kind = 'item'
join responsible r on r.plan = c.plan and r.version = c.version and r.item = a.code and r.leads
left join reopening o on o.close = c.close
where c.period = $period and o.close is null
group by c.plan, r.name
order by c.plan, r.name;
