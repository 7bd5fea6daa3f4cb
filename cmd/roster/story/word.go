package story

import "strings"

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

// words reads names separated by commas; one whose form in an address is not
// just its lower case has that after a slash.
func words(list string) []word {
	var out []word
	for item := range strings.SplitSeq(list, ",") {
		text, ascii, given := strings.Cut(strings.TrimSpace(item), "/")
		if !given {
			ascii = strings.ToLower(text)
		}
		out = append(out, word{text, ascii})
	}
	return out
}

// firstNames and lastNames are common names of several countries. They are
// paired by arithmetic and stand for nobody.
func firstNames() []word {
	return words(`Ada, Ahmed, Akira, Alice, Amara, Ana, André/andre, Anna, Arjun, Astrid, Beatriz, Ben, Bob, Bruno,
Carla, Carlos, Chen, Chloé/chloe, Clara, Daniel, David, Deepa, Diego, Elena, Elif, Emma, Eric, Eva,
Fatima, Felix, Finn, Françoise/francoise, Freya, Gabriel, George, Grace, Greta, Hana, Hassan, Helena,
Henrik, Hugo, Ines, Ingrid, Isaac, Ivan, Jack, James, Jana, Jin, Jonas, José/jose, Julia,
Jürgen/juergen, Karim, Kenji, Laura, Leila, Leo, Lucía/lucia, Łukasz/lukasz, Magnus, Maria, Mark,
Mateo, Maya, Mei, Mia, Mohammed, Nadia, Nina, Noah, Nora, Olga, Oliver, Omar, Paul, Pedro, Petra,
Priya, Rafael, Rosa, Ruth, Samuel, Sara, Siobhán/siobhan, Sofia, Søren/soeren, Tariq, Tessa, Thomas,
Tove, Valeria, Wei, Yusuf, Zoë/zoe`)
}

func lastNames() []word {
	return words(`Abbott, Adeyemi, Ali, Almeida, Andersson, Bailey, Bakker, Banerjee, Barros, Bauer, Bennett, Berg,
Bianchi, Brown, Campbell, Castro, Chen, Clarke, Costa, Cruz, Dahl, Das, Davies, De Vries/devries,
Diaz, Dubois, Eriksen, Evans, Farah, Fernández/fernandez, Ferrari, Fischer, Fofana, Fraser,
García/garcia, Gonzalez, Green, Gupta, Haddad, Hall, Hansen, Harris, Hernandez, Hoffmann, Horvat,
Hughes, Ibrahim, Ito, Ivanov, Jackson, Jansen, Jensen, Johansson, Jones, Kaya, Kelly, Khan, Kim,
Kowalski, Kumar, Larsen, Laurent, Lee, Lefebvre, Lewis, Lindqvist, Lopez, Lund, Martin, Mendes,
Meyer, Miller, Moore, Morales, Moreau, Müller/mueller, Murphy, Nakamura, Nguyen, Nielsen, Novak,
O'Brien/obrien, O'Connor/oconnor, Okafor, Olsen, Ortiz, Park, Patel, Pereira, Petrov, Popescu, Quinn,
Rahman, Ramos, Reyes, Ricci, Rossi, Russo, Sanchez, Santos, Sato, Schmidt, Schneider, Scott, Shah,
Silva, Singh, Smith, Suzuki, Svensson, Tanaka, Taylor, Torres, Turner, Van Dijk/vandijk, Vargas,
Virtanen, Walker, Wang, Weber, White, Wilson, Wójcik/wojcik, Wong, Wright, Yamamoto, Yilmaz, Young,
Zhang`)
}
