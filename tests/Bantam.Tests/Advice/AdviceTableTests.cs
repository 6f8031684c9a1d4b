using System.Globalization;
using System.Text;
using Bantam.Advice;

namespace Bantam.Tests.Advice;

/// <summary>Writes <c>docs/advice.md</c> from the rules themselves.</summary>
public sealed class AdviceTableTests
{
    [Fact]
    public void The_table_of_rules_is_up_to_date()
    {
        StringBuilder text = new(
            """
            # Advice

            What `bantam lint` checks: rules of thumb and known pitfalls, each with an identifier that never changes. A finding
            names the layer, the numbers that it stands on, what to do, and a command that does it, measures it or shows where it
            is. In commands, words in capitals are yours to fill in: DATA, the changed network NEW, the Float32 network ORIGINAL. The
            table is generated from the code by `AdviceTableTests`; run it with `BANTAM_UPDATE_GOLDEN=1` after a change.

            ```sh
            ./bantam lint lenet --device cortex-m4
            ./bantam lint out/fit/model.bantam --data digits --suppress W-MINMAX
            ./bantam lint resnet152 --against vgg16
            ./bantam lint alexnet --operations 100e9 --bandwidth 20e9
            ```

            - **Severity.** An *error* cannot work, a *warning* is a known pitfall, a *hint* is a rule of thumb. The exit code is 3
              where something at or above `--fail-on` (warning, unless said otherwise) was found, and 0 where not.
            - **Needs.** A rule that lacks its facts is not checked, and the output says so: silence never means that all is well.
            - **Data.** Ranges are measured on validation samples and calibrated on training samples, at most 512 of each. The test
              part is never touched.
            - **Picojoules** are those of a 45 nm process (Horowitz, 2014): good for comparing, not for a battery.
            - **Suppressing.** `--suppress RULE` leaves a rule out; the output lists what was left out.

            Not checked, because the network does not show it: timing without waiting for the device, and packing that a benchmark
            leaves out (notes: lines 3719-3723).

            | rule | finds | checks whether | needs | source |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (Rule rule in RuleCatalog.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{rule.Id}` | {rule.Title} | {rule.Checks} | {Needs(rule.Needs)} | {rule.Source} |\n");
        }

        Golden.MatchFile("docs/advice.md", text.ToString());
    }

    private static string Needs(LintNeeds needs) => needs switch
    {
        LintNeeds.Nothing => "–",
        LintNeeds.Device => "`--device`",
        LintNeeds.Data => "`--data`",
        LintNeeds.Other => "`--against`",
        _ => "`--operations`, `--bandwidth`",
    };
}
