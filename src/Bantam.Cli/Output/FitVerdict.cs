using System.Globalization;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary>Turns the result of a <c>fit</c> into an exit code, and says why it is not 0.</summary>
internal static class FitVerdict
{
    public static int Of(FitReport report, bool requireVerify, Action<string> complain)
    {
        if (report.Verify.Host.Status == FitProofStatus.Differs || report.Verify.Emulator.Status == FitProofStatus.Differs)
        {
            complain("the generated C does not compute what the host computes. Do not use it, and report this with the model.");
            return ExitCode.Failure;
        }

        if (!report.MeetsFloor || !report.Fits)
        {
            foreach (string miss in Misses(report))
            {
                complain(miss);
            }

            return ExitCode.BudgetMissed;
        }

        if (requireVerify && (report.Verify.Host.Status == FitProofStatus.Unproved || report.Verify.Emulator.Status == FitProofStatus.Unproved))
        {
            complain("a proof could not be run, and --require-verify asks for all of them. 'bantam doctor' lists what is missing.");
            return ExitCode.Failure;
        }

        return ExitCode.Done;
    }

    private static IEnumerable<string> Misses(FitReport report)
    {
        if (!report.MeetsFloor)
        {
            double bound = report.Accuracy.Floor!.Value;
            string kind = report.Metric.HigherIsBetter ? "floor" : "ceiling";
            yield return string.Create(CultureInfo.InvariantCulture, $"the {report.Metric.Name} {report.Accuracy.Deployed:0.0000} misses the {kind} {bound:0.0000} by {Math.Abs(report.Accuracy.Deployed - bound):0.0000}.");
        }

        if (report.FlashBytes > report.Budget.FlashBytes)
        {
            yield return $"flash {ByteCount.Text(report.FlashBytes)} bytes exceeds the budget {ByteCount.Text(report.Budget.FlashBytes)} by {ByteCount.Text(report.FlashBytes - report.Budget.FlashBytes)}.";
        }

        if (report.RamBytes > report.Budget.RamBytes)
        {
            yield return $"RAM {ByteCount.Text(report.RamBytes)} bytes exceeds the budget {ByteCount.Text(report.Budget.RamBytes)} by {ByteCount.Text(report.RamBytes - report.Budget.RamBytes)}.";
        }
    }
}
