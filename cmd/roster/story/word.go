package story

// company is the domain of all addresses; .example is reserved (RFC 2606).
const company = "thornfield.example"

// regions are the first level below the whole organisation; the tag is the name
// without blanks.
func regions() []string {
	return []string{"North East", "South East", "Central", "West", "Nordics", "Overseas"}
}

// areas are invented places, given to the regions in turn.
func areas() []string {
	return []string{
		"Alderreach", "Brambleford", "Copperdale", "Dunmere", "Eastwold", "Fernhollow",
		"Glimmerbay", "Hazelrun", "Ironquay", "Juniper Flats", "Kestrel Point", "Larkmoor",
		"Millbrace", "Nettlecombe", "Oakenshaw", "Pebblewick", "Quarryside", "Rushwater",
		"Saltgrove", "Tamarack", "Umberfield", "Valehurst", "Wrenbridge", "Yarrowby",
	}
}

func segments() []string {
	return []string{"Enterprise", "Mid-Market", "Small Business", "Public Sector", "Partners", "Renewals"}
}

// products are invented too; each has a circle of people from all regions.
func products() []string {
	return []string{
		"Quillon", "Marrowbeam", "Tessaly", "Orbwick", "Pinefall", "Glasswing", "Lanternly", "Saltmarsh",
		"Windlass", "Hearthlight", "Copperleaf", "Ninefold", "Bellwether", "Drumlin", "Firstlight", "Greywater",
	}
}

// jobs are the tags of what people do.
func jobs() []string { return []string{"AE", "SDR", "CSM", "SE", "AM", "Renewals", "Partner"} }

// A word is a name and what becomes of it in an email address.
type word struct{ text, ascii string }

// firstNames and lastNames are common names of several countries. They are
// paired by arithmetic and stand for nobody.
func firstNames() []word {
	return []word{
		{"Ada", "ada"}, {"Ahmed", "ahmed"}, {"Akira", "akira"}, {"Alice", "alice"}, {"Amara", "amara"},
		{"Ana", "ana"}, {"André", "andre"}, {"Anna", "anna"}, {"Arjun", "arjun"}, {"Astrid", "astrid"},
		{"Beatriz", "beatriz"}, {"Ben", "ben"}, {"Bob", "bob"}, {"Bruno", "bruno"}, {"Carla", "carla"},
		{"Carlos", "carlos"}, {"Chen", "chen"}, {"Chloé", "chloe"}, {"Clara", "clara"}, {"Daniel", "daniel"},
		{"David", "david"}, {"Deepa", "deepa"}, {"Diego", "diego"}, {"Elena", "elena"}, {"Elif", "elif"},
		{"Emma", "emma"}, {"Eric", "eric"}, {"Eva", "eva"}, {"Fatima", "fatima"}, {"Felix", "felix"},
		{"Finn", "finn"}, {"Françoise", "francoise"}, {"Freya", "freya"}, {"Gabriel", "gabriel"},
		{"George", "george"}, {"Grace", "grace"}, {"Greta", "greta"}, {"Hana", "hana"}, {"Hassan", "hassan"},
		{"Helena", "helena"}, {"Henrik", "henrik"}, {"Hugo", "hugo"}, {"Ines", "ines"}, {"Ingrid", "ingrid"},
		{"Isaac", "isaac"}, {"Ivan", "ivan"}, {"Jack", "jack"}, {"James", "james"}, {"Jana", "jana"},
		{"Jin", "jin"}, {"Jonas", "jonas"}, {"José", "jose"}, {"Julia", "julia"}, {"Jürgen", "juergen"},
		{"Karim", "karim"}, {"Kenji", "kenji"}, {"Laura", "laura"}, {"Leila", "leila"}, {"Leo", "leo"},
		{"Lucía", "lucia"}, {"Łukasz", "lukasz"}, {"Magnus", "magnus"}, {"Maria", "maria"}, {"Mark", "mark"},
		{"Mateo", "mateo"}, {"Maya", "maya"}, {"Mei", "mei"}, {"Mia", "mia"}, {"Mohammed", "mohammed"},
		{"Nadia", "nadia"}, {"Nina", "nina"}, {"Noah", "noah"}, {"Nora", "nora"}, {"Olga", "olga"},
		{"Oliver", "oliver"}, {"Omar", "omar"}, {"Paul", "paul"}, {"Pedro", "pedro"}, {"Petra", "petra"},
		{"Priya", "priya"}, {"Rafael", "rafael"}, {"Rosa", "rosa"}, {"Ruth", "ruth"}, {"Samuel", "samuel"},
		{"Sara", "sara"}, {"Siobhán", "siobhan"}, {"Sofia", "sofia"}, {"Søren", "soeren"}, {"Tariq", "tariq"},
		{"Tessa", "tessa"}, {"Thomas", "thomas"}, {"Tove", "tove"}, {"Valeria", "valeria"}, {"Wei", "wei"},
		{"Yusuf", "yusuf"}, {"Zoë", "zoe"},
	}
}

func lastNames() []word {
	return []word{
		{"Abbott", "abbott"}, {"Adeyemi", "adeyemi"}, {"Ali", "ali"}, {"Almeida", "almeida"},
		{"Andersson", "andersson"}, {"Bailey", "bailey"}, {"Bakker", "bakker"}, {"Banerjee", "banerjee"},
		{"Barros", "barros"}, {"Bauer", "bauer"}, {"Bennett", "bennett"}, {"Berg", "berg"}, {"Bianchi", "bianchi"},
		{"Brown", "brown"}, {"Campbell", "campbell"}, {"Castro", "castro"}, {"Chen", "chen"}, {"Clarke", "clarke"},
		{"Costa", "costa"}, {"Cruz", "cruz"}, {"Dahl", "dahl"}, {"Das", "das"}, {"Davies", "davies"},
		{"De Vries", "devries"}, {"Diaz", "diaz"}, {"Dubois", "dubois"}, {"Eriksen", "eriksen"}, {"Evans", "evans"},
		{"Farah", "farah"}, {"Fernández", "fernandez"}, {"Ferrari", "ferrari"}, {"Fischer", "fischer"},
		{"Fofana", "fofana"}, {"Fraser", "fraser"}, {"García", "garcia"}, {"Gonzalez", "gonzalez"},
		{"Green", "green"}, {"Gupta", "gupta"}, {"Haddad", "haddad"}, {"Hall", "hall"}, {"Hansen", "hansen"},
		{"Harris", "harris"}, {"Hernandez", "hernandez"}, {"Hoffmann", "hoffmann"}, {"Horvat", "horvat"},
		{"Hughes", "hughes"}, {"Ibrahim", "ibrahim"}, {"Ito", "ito"}, {"Ivanov", "ivanov"}, {"Jackson", "jackson"},
		{"Jansen", "jansen"}, {"Jensen", "jensen"}, {"Johansson", "johansson"}, {"Jones", "jones"}, {"Kaya", "kaya"},
		{"Kelly", "kelly"}, {"Khan", "khan"}, {"Kim", "kim"}, {"Kowalski", "kowalski"}, {"Kumar", "kumar"},
		{"Larsen", "larsen"}, {"Laurent", "laurent"}, {"Lee", "lee"}, {"Lefebvre", "lefebvre"}, {"Lewis", "lewis"},
		{"Lindqvist", "lindqvist"}, {"Lopez", "lopez"}, {"Lund", "lund"}, {"Martin", "martin"}, {"Mendes", "mendes"},
		{"Meyer", "meyer"}, {"Miller", "miller"}, {"Moore", "moore"}, {"Morales", "morales"}, {"Moreau", "moreau"},
		{"Müller", "mueller"}, {"Murphy", "murphy"}, {"Nakamura", "nakamura"}, {"Nguyen", "nguyen"},
		{"Nielsen", "nielsen"}, {"Novak", "novak"}, {"O'Brien", "obrien"}, {"O'Connor", "oconnor"},
		{"Okafor", "okafor"}, {"Olsen", "olsen"}, {"Ortiz", "ortiz"}, {"Park", "park"}, {"Patel", "patel"},
		{"Pereira", "pereira"}, {"Petrov", "petrov"}, {"Popescu", "popescu"}, {"Quinn", "quinn"}, {"Rahman", "rahman"},
		{"Ramos", "ramos"}, {"Reyes", "reyes"}, {"Ricci", "ricci"}, {"Rossi", "rossi"}, {"Russo", "russo"},
		{"Sanchez", "sanchez"}, {"Santos", "santos"}, {"Sato", "sato"}, {"Schmidt", "schmidt"},
		{"Schneider", "schneider"}, {"Scott", "scott"}, {"Shah", "shah"}, {"Silva", "silva"}, {"Singh", "singh"},
		{"Smith", "smith"}, {"Suzuki", "suzuki"}, {"Svensson", "svensson"}, {"Tanaka", "tanaka"},
		{"Taylor", "taylor"}, {"Torres", "torres"}, {"Turner", "turner"}, {"Van Dijk", "vandijk"},
		{"Vargas", "vargas"}, {"Virtanen", "virtanen"}, {"Walker", "walker"}, {"Wang", "wang"}, {"Weber", "weber"},
		{"White", "white"}, {"Wilson", "wilson"}, {"Wójcik", "wojcik"}, {"Wong", "wong"}, {"Wright", "wright"},
		{"Yamamoto", "yamamoto"}, {"Yilmaz", "yilmaz"}, {"Young", "young"}, {"Zhang", "zhang"},
	}
}
