using System.CommandLine;
using Bantam.Formats;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam conformance</c>: published cases with known outputs.</summary>
internal static class ConformanceCommand
{
    private static readonly (string Name, string Summary, Func<string, ConformanceReport> Run)[] s_suites =
    [
        ("kernels", "Run bit-exact cases of integer kernels: one JSON file per case.", KernelConformance.Run),
        ("tflite-ops", "Run TensorFlow Lite models of one operator: a folder or a zip archive.", TfliteOpConformance.Run),
    ];

    public static Command Create(CommandContext context)
    {
        Command command = new("conformance", "Run published cases and compare every output.");
        foreach ((string name, string summary, Func<string, ConformanceReport> run) in s_suites)
        {
            Argument<string> path = new("PATH") { Description = "Where the cases lie." };
            Command suite = new(name, summary) { path };
            suite.SetAction(parsed => Show(context, name, run(parsed.GetValue(path)!)));
            command.Add(suite);
        }

        return command;
    }

    /// <summary>Cases that were skipped or failed are listed; a failure is an exit code of its own.</summary>
    private static int Show(CommandContext context, string suite, ConformanceReport report)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Conformance(suite, report));
        }
        else
        {
            Table table = new Table { Border = TableBorder.Simple }.AddColumns("Case", "Status", "Reason");
            foreach (ConformanceCase outcome in report.Cases.Where(outcome => outcome.Status != ConformanceStatus.Passed))
            {
                table.AddRow(new Text(outcome.Name), new Text(outcome.Status == ConformanceStatus.Failed ? "failed" : "skipped"), new Text(outcome.Reason ?? ""));
            }

            if (table.Rows.Count > 0)
            {
                context.Results.Write(table);
            }

            context.Print($"{report.Passed} passed, {report.Failed} failed, {report.Skipped} skipped");
        }

        return report.Failed == 0 ? ExitCode.Done : ExitCode.Failure;
    }
}
