{{ contributions_to(['complaints'], 'numerator', 1, ref('fct_complaints')) }}
union all
{{ contributions_to(
    ['complaint_resolution_rate'], 'numerator', 1, ref('fct_complaints'), where='is_resolved'
) }}
union all
{{ contributions_to(['complaint_resolution_rate'], 'denominator', 1, ref('fct_complaints')) }}
union all
{{ contributions_to(['satisfaction'], 'numerator', 'score', ref('fct_ratings')) }}
union all
{{ contributions_to(['satisfaction'], 'denominator', 1, ref('fct_ratings')) }}
union all
{{ contributions_to(['satisfaction'], 'scale', 'full_score', ref('fct_ratings')) }}
