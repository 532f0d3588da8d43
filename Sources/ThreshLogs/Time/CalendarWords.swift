/// Names of months and days of the week, short and long, as the locales of de, fr, es, it, pt, nl, pl, sv, da, nb, fi, cs,
/// hu, ro, tr, ru and en write them; without points.
enum CalendarWords {
    static let months = WordTable(
        [
            """
            jan january januar januari janv janvier ene enero gen gennaio janeiro sty styczeń stycznia tammi tammik tammikuu \
            tammikuuta led leden ledna január ian ianuarie oca ocak янв январь января
            """,
            """
            feb february februar februari févr fév fev février febrero febbraio fevereiro lut luty lutego helmi helmik \
            helmikuu helmikuuta úno únor února febr február februarie şub şubat фев февр февраль февраля
            """,
            """
            mar march mär märz mrz mars marzo março mrt maart marzec marca marts maalis maalisk maaliskuu maaliskuuta bře \
            březen března márc március martie mart мар март марта
            """,
            """
            apr april avr avril abr abril aprile kwi kwiecień kwietnia huhti huhtik huhtikuu huhtikuuta dub duben dubna ápr \
            április aprilie nis nisan апр апрель апреля
            """,
            """
            may mai mayo mag maggio maio mei maj maja touko toukok toukokuu toukokuuta kvě květen května máj május mayıs май \
            мая
            """,
            """
            jun june juni juin junio giu giugno junho cze czerwiec czerwca kesä kesäk kesäkuu kesäkuuta čvn čer červen června \
            jún június iun iunie haz haziran июн июнь июня
            """,
            """
            jul july juli juil juillet julio lug luglio julho lip lipiec lipca heinä heinäk heinäkuu heinäkuuta čvc červenec \
            července júl július iul iulie tem temmuz июл июль июля
            """,
            """
            aug august août aoû ago agosto augustus sie sierpień sierpnia augusti elo elok elokuu elokuuta srp srpen srpna \
            augusztus ağu ağustos авг август августа
            """,
            """
            sep sept september septembre septiembre set settembre setembro wrz wrzesień września syys syysk syyskuu \
            syyskuuta zář září szept szeptember septembrie eyl eylül сен сент сентябрь сентября
            """,
            """
            oct october okt oktober octobre octubre ott ottobre out outubro paź październik października loka lokak lokakuu \
            lokakuuta říj říjen října október octombrie eki ekim окт октябрь октября
            """,
            """
            nov november novembre noviembre novembro lis listopad listopada marras marrask marraskuu marraskuuta listopadu \
            noiembrie kas kasım ноя нояб ноябрь ноября
            """,
            """
            dec december dez dezember déc décembre dic diciembre dicembre dezembro gru grudzień grudnia des desember joulu \
            jouluk joulukuu joulukuuta pro prosinec prosince decembrie ara aralık дек декабрь декабря
            """,
        ], first: 1)

    static let weekdays = WordTable(
        [
            """
            mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday \
            mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag so sonntag \
            lu lun lundi ma mar mardi me mer mercredi je jeu jeudi ve ven vendredi sam samedi dim dimanche \
            lunes martes mié miércoles jue jueves vie viernes sáb sábado dom domingo \
            lunedì martedì mercoledì gio giovedì venerdì sab sabato domenica seg ter qua qui sex segunda terça quarta quinta sexta \
            maandag dinsdag wo woensdag donderdag vr vrijdag za zaterdag zo zondag \
            pon poniedziałek wto wt wtorek śro śr środa czw czwartek pią pt piątek sob sobota nie niedz niedziela \
            mån måndag tis tisdag ons onsdag tors tor torsdag fre fredag lör lördag sön söndag \
            man mandag tirs tir tirsdag lør lørdag søn søndag on to ti lö sö lø sø må \
            maanantai maanantaina tiistai tiistaina ke keskiviikko keskiviikkona torstai torstaina pe perjantai \
            perjantaina la lauantai lauantaina su sunnuntai sunnuntaina \
            po pondělí út úterý st středa čt čtvrtek pá pátek ne neděle \
            hétfő kedd sze szerda cs csütörtök péntek szo szombat vasárnap \
            luni marți mie miercuri joi vin vineri sâm sâmbătă dum duminică \
            pzt pazartesi sal salı çar çarşamba per perşembe cum cuma cmt cumartesi paz pazar \
            пн понедельник вт вторник ср среда чт четверг пт пятница сб суббота вс воскресенье
            """
        ], first: 1)
}
