-- One row per code and period that a return of a plan reported on: an indicator, a commitment or an item.
select distinct s.period as period, 'indicator' as kind, a.indicator as code
from actual a join submission s on s.submission = a.submission where s.plan = $plan
union all
select distinct s.period, 'commitment', p.commitment
from progress p join submission s on s.submission = p.submission where s.plan = $plan
union all
select distinct s.period, 'item', n.item
from narrative n join submission s on s.submission = n.submission where s.plan = $plan;
