-- One row per unit or leader of an item, in printed order.
select r.item, r.kind, r.name, r.role, r.place, r.assumed
from responsible r
join item i on i.plan = r.plan and i.version = r.version and i.code = r.item
where r.plan = $plan and r.version = $version
order by i.number, case when r.kind = 'unit' then 0 else 1 end, r.place;
