import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;

/** Says of each file the flavour it claims and the rules of that flavour it breaks: `file|2b|6.1.9-1 6.2.4-2`. */
public class Judge {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file))) {
                var flavour = parser.getFlavour();
                var found = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                var broken = new TreeSet<String>();
                for (TestAssertion one : found.getTestAssertions()) {
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        broken.add(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber());
                    }
                }
                if (broken.isEmpty() && !found.isCompliant()) {
                    broken.add("not compliant");
                }
                System.out.println(file + "|" + flavour.getId() + "|" + String.join(" ", broken));
            }
        }
    }
}
