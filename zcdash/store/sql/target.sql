-- One row per target of a plan version, in printed order.
select t.item, t.period, t.text
from target t
join item i on i.plan = t.plan and i.version = t.version and i.code = t.item
where t.plan = $plan and t.version = $version
order by i.number, t.period;
