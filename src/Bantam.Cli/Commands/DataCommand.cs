using System.CommandLine;
using Bantam.Training;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam data</c>: the data sets.</summary>
internal static class DataCommand
{
    public static Command Create(CommandContext context)
    {
        Command list = new("list", "List the data sets.");
        list.SetAction(_ => List(context));
        return new Command("data", "Data sets.") { list };
    }

    private static int List(CommandContext context)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Datasets(DatasetCatalog.Entries));
            return ExitCode.Done;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumns("Data set", "What it is", "Files");
        foreach (CatalogEntry entry in DatasetCatalog.Entries)
        {
            table.AddRow(new Text(entry.Name), new Text(entry.Summary), new Text(entry.Folder is null ? "generated" : $"{DatasetCatalog.FolderVariable}/{entry.Folder}"));
        }

        context.Results.Write(table);
        return ExitCode.Done;
    }
}
