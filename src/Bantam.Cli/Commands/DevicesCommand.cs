using System.CommandLine;
using System.Globalization;
using Bantam.Costs;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam devices</c>: the built-in devices.</summary>
internal static class DevicesCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("devices", "List the built-in devices.");
        command.SetAction(_ => Run(context));
        return command;
    }

    private static int Run(CommandContext context)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Devices(Devices.All));
            return ExitCode.Done;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumns(
            new TableColumn("Device"),
            new TableColumn("Clock").RightAligned(),
            new TableColumn("Flash").RightAligned(),
            new TableColumn("RAM").RightAligned(),
            new TableColumn("Part and board"));
        foreach (Device device in Devices.All)
        {
            table.AddRow(
                new Text(device.Name),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{device.ClockHertz / 1_000_000} MHz")),
                new Text($"{device.FlashBytes / 1024} KiB"),
                new Text($"{device.RamBytes / 1024} KiB"),
                new Text(device.Source));
        }

        context.Results.Write(table);
        return ExitCode.Done;
    }
}
