using System.CommandLine;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam replay</c>: proves each saving of a report again.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> report = new("REPORT") { Description = "The report.json of a 'bantam fit', with the models beside it." };
        Command command = new("replay", "Derive once more what a report claims: sizes, steps, code, accuracy and proofs.") { report };
        command.SetAction(parsed =>
        {
            ReplayReport found = Replay.Of(parsed.GetValue(report)!, new ReplayOptions { Cancellation = context.Cancellation });
            if (context.IsJson)
            {
                context.Output.WriteLine(ReplayJson.Of(found));
            }
            else
            {
                Write(context, found);
            }

            return found.CountOf(ReplayVerdict.Failed) > 0 ? ExitCode.Failure : ExitCode.Done;
        });
        return command;
    }

    private static void Write(CommandContext context, ReplayReport report)
    {
        Table table = new Table { Border = TableBorder.Simple }
            .AddColumn(new TableColumn("Verdict").NoWrap())
            .AddColumn("What")
            .AddColumn("Reported")
            .AddColumn("Found, or why not");
        foreach (ReplayClaim claim in report.Claims)
        {
            table.AddRow(
                new Text(claim.Verdict.ToString().ToLowerInvariant()),
                new Text(claim.What),
                new Text(claim.Reported ?? ""),
                new Text(string.Join(": ", ((string?[])[claim.Found, claim.Reason]).Where(text => text is not null))));
        }

        context.Results.Write(table);
        context.Print($"{report.CountOf(ReplayVerdict.Proved)} proved, {report.CountOf(ReplayVerdict.Failed)} failed, {report.CountOf(ReplayVerdict.Unproved)} unproved. The training itself is not repeated.");
    }
}
