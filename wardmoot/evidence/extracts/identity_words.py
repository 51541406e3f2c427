"""Words that tell what a heading or a cell is about. Lists of common words only: what they miss, the shapes in `identity` are for."""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    aaron abdul abigail adam adrian aisha alan albert alex alexander alfie alice alison amanda amelia amy andrea andrew angela anita ann anna anne
    annie anthony archie arthur ashley ava barbara barry ben benjamin bethany beverley brandon brenda brian callum cameron carl carol caroline
    catherine charles charlie charlotte chelsea cheryl chloe chris christian christine christopher claire colin connor craig daisy daniel danielle
    darren david dawn deborah debra denise dennis derek diane dominic donald donna dorothy douglas dylan edward eileen elaine eleanor elizabeth ella
    ellie elsie emily emma eric ethan eva evie fatima fiona florence francesca frank freddie gareth gary gavin gemma geoffrey george gillian graham
    hannah harriet harry hayley heather helen henry holly hugh ian imogen irene isaac isabella isla ivan jack jacob jacqueline jake james jamie jane
    janet janice jason jay jayden jean jeffrey jennifer jeremy jessica jill joan joanna joanne joe joel john jonathan jordan joseph joshua joyce
    judith julia julian julie june karen kate katherine kathleen katie kayleigh keith kelly kenneth kerry kevin kieran kim kirsty kyle laura lauren
    lawrence leah lee leo leon leslie lewis liam lily linda lisa logan louise lucas lucy luke lynn margaret maria marie marion martin mary mason
    matthew maureen max maya megan melanie melissa mia michael michelle mike mohammad mohammed molly muhammad nancy naomi natalie natasha nathan neil
    niamh nicholas nicola nigel noah oliver olivia oscar owen pamela patricia patrick paul paula pauline peter philip phoebe poppy rachel raymond
    rebecca rhys richard riley robert robin roger ronald rosemary rosie ross roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott
    sean sebastian shannon sharon sheila shirley simon sofia sophia sophie stacey stanley stephanie stephen steven stuart susan suzanne sylvia
    tanya teresa terence thelma theo theodore theresa thomas tina toby tom tony tracey tracy trevor valerie vanessa veronica victoria vincent
    wayne wendy william yasmin yvonne zara zoe
    """.split()  # noqa: SIM905
)
"""Given names that are common in England and Wales and are no other word of a heading."""

SURNAMES = frozenset(
    """
    ahmed ali anderson bailey bennett campbell carter chapman clark clarke collins cooper davies davis edwards ellis evans foster graham griffiths
    harris harrison hughes hussain jackson jenkins johnson jones kelly khan lewis marshall martin mitchell moore morgan morris murphy patel phillips
    powell richards richardson roberts robinson rogers russell scott shaw simpson singh smith stevens taylor thomas thompson turner walker watson
    webb wilkinson williams wilson wright
    """.split()  # noqa: SIM905
)
"""Surnames that are common in England and Wales and are no other word of a heading."""

HEADING_WORDS = frozenset(
    """
    a about account action actions address adult adults age ages agencies agency alcohol and any april area areas asb asbrac at august
    authority band based beat birth borough by calls care carer case cases categories category cause ce channel child children class client
    close closed code codes cohort column comment comments committed contact count counts county cover cce cpp created crime crimes cse csp
    custody da daily data date dates day days december dependant description desc details disability district division dob domestic drug
    drugs duration email end ended episode episodes error ethnicity event events exploitation export extract february fiscal file flag
    flagged flags force found free from full fy gender gp group guidance harm hate health hearing heard high hospital hour hours house
    household housing id identifier in incident incidents index indicator injury involved is january july june key knife known la lad last
    latitude length level links list live local location locality long longitude looked lsoa mail mappa marac march marker may measure
    mental middle minutes missing mobile month monthly months msoa multi name named narrative national nhs ni nino no not note notes
    notified november now num number nominal october of offence offences offender offenders officer on opened or order other outcome
    outcomes owner page parish partner people percent period person persons phone place placement police postcode present prevent previous
    primary prison probation programme provider qtr quarter quarterly rate reason received record recorded records recurrence ref refer
    reference referral referrals referred referrer referring region relation relationship repeat report reported reporting response
    responses result return returned rate review risk role row safe school score sector section sent september serious service services
    severity sex sexual sheet site small source staff stage standard start started station status street sub subject substance summary
    supplier surname survey suspect table target team telephone the time timestamp title to total town treatment type under unique unit
    until update updated upn urn value vehicle victim victims violence volume vulnerability vulnerable ward weapon week weight when where
    with worker year years yes yjs yot young youth
    """.split()  # noqa: SIM905
)
"""Words that headings of partners' extracts are made of; a heading's other words are shown by their shape only."""

PLACE_HEADINGS = frozenset(
    """
    agency area authority beat borough case code column county court district division drug file force group hospital job la lad list
    locality lsoa measure msoa neighbourhood offence operation org organisation parish place policy product programme project provider
    quarter region road role school section sector service sheet site source station substance table team title town type unit village ward
    """.split()  # noqa: SIM905
)
"""Words that make a heading with "name" in it one of something other than a person."""

KIND_HEADINGS = frozenset(
    """
    category class classification condition descriptor ethnicity flag grade kind language method nationality outcome reason religion result
    risk scheme severity stage state status subject tenure theme
    """.split()  # noqa: SIM905
)
"""Words that make a heading one of kinds, whose few values repeat."""

STREET_WORDS = (
    "road|street|avenue|lane|drive|close|court|crescent|gardens|grove|terrace|way|place|square|hill|park|rise|walk|mews|row|green|view|house|flat|"
    "cottage|farm|rd|st|ave|ln|dr|cl|ct|cres|gdns|terr?"
)
