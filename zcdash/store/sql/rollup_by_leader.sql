-- One row per leader of a plan: the leader's items by light, as the close of the period that stands froze them.
select
    c.plan as plan,
    r.name as leader,
    count(*) as items,
    count(case when a.light = 'ahead' then 1 end) as ahead,
    count(case when a.light = 'on_track' then 1 end) as on_track,
    count(case when a.light = 'late_done' then 1 end) as late_done,
    count(case when a.light = 'slipping' then 1 end) as slipping,
    count(case when a.light = 'behind' then 1 end) as behind,
    count(case when a.light = 'missing' then 1 end) as missing,
    count(case when a.light = 'undetermined' then 1 end) as undetermined,
    count(case when a.light = 'pending' then 1 end) as pending,
    count(case when a.light = 'none' then 1 end) as none
from close c
join close_assessment a on a.close = c.close and a.kind = 'item'
join responsible r on r.plan = c.plan and r.version = c.version and r.item = a.code and r.kind = 'leader'
left join reopening o on o.close = c.close
where c.period = $period and o.close is null
group by c.plan, r.name
order by c.plan, r.name;
