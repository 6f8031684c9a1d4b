using System.CommandLine;
using Bantam.Studies;

namespace Bantam.Cli;

/// <summary><c>bantam study</c>: the study notes, recomputed.</summary>
internal static class StudyCommand
{
    public static Command Create(CommandContext context)
    {
        Command list = new("list", "List the studies.");
        list.SetAction(_ => List(context));

        Argument<string> id = new("ID") { Description = "A study, see 'bantam study list'." };
        Option<string?> runOut = Out();
        Command run = new("run", "Run a study: what the notes say beside what is computed.") { id, runOut };
        run.SetAction(parsed => Run(context, [StudyBook.Named(parsed.GetValue(id)!)], parsed.GetValue(runOut)));

        Option<string?> allOut = Out();
        Command all = new("all", "Run all studies.") { allOut };
        all.SetAction(parsed => Run(context, StudyBook.All, parsed.GetValue(allOut)));
        return new Command("study", "The study notes, runnable.") { list, run, all };
    }

    private static Option<string?> Out() => new("--out")
    {
        Description = "Write each study as a Markdown page, with tables as CSV and figures as SVG, into this folder.",
        HelpName = "DIR",
    };

    private static int List(CommandContext context)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(StudyJson.List(StudyBook.All));
            return ExitCode.Done;
        }

        context.Results.Write(StudyTables.List(StudyBook.All));
        return ExitCode.Done;
    }

    /// <summary>Runs studies, prints and writes them. The exit code is 1 where one differs.</summary>
    public static int Run(CommandContext context, IReadOnlyList<Study> studies, string? folder)
    {
        List<StudyResult> results = [];
        foreach (Study study in studies)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            results.Add(study.Run(context.Seed));
            if (!context.IsJson)
            {
                StudyTables.Write(context, results[^1]);
            }
        }

        if (folder is not null)
        {
            StudyFiles.Save(results, folder);
        }

        if (context.IsJson)
        {
            context.Output.WriteLine(StudyJson.Results(results));
        }
        else
        {
            StudyTables.WriteSummary(context, results, folder);
        }

        return Verdict(context, results);
    }

    private static int Verdict(CommandContext context, List<StudyResult> results)
    {
        foreach (StudyResult result in results.Where(result => result.Differs))
        {
            context.Complain($"study '{result.Study.Id}' differs from the notes where no erratum says that they are wrong.");
        }

        return results.Any(result => result.Differs) ? ExitCode.Failure : ExitCode.Done;
    }
}
