{{ contributions_to(['volunteer_participations'], 'numerator', 1, ref('fct_volunteering')) }}
union all
{{ contributions_to(['volunteer_hours'], 'numerator', 'duration_minutes', ref('fct_volunteering')) }}
