-- One row per leader of a plan: the leader's items by light, as the close of the period that stands froze them.
select
    c.plan as plan,
    r.name as leader,
    count(*) as items,
    count(*) filter (a.light = 'ahead') as ahead,
    count(*) filter (a.light = 'on_track') as on_track,
    count(*) filter (a.light = 'late_done') as late_done,
    count(*) filter (a.light = 'slipping') as slipping,
    count(*) filter (a.light = 'behind') as behind,
    count(*) filter (a.light = 'missing') as missing,
    count(*) filter (a.light = 'undetermined') as undetermined,
    count(*) filter (a.light = 'pending') as pending,
    count(*) filter (a.light = 'none') as none
from close c
join close_assessment a on a.close = c.close and a.kind = 'item'
join responsible r on r.plan = c.plan and r.version = c.version and r.item = a.code and r.leads
left join reopening o on o.close = c.close
where c.period = $period and o.close is null
group by c.plan, r.name
order by c.plan, r.name;
