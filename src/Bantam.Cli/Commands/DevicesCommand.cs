using System.CommandLine;
using System.Globalization;
using Bantam.Costs;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam devices</c>: the built-in devices, or all that is known of one.</summary>
internal static class DevicesCommand
{
    private const long Kibi = 1024;
    private const long Gibi = Kibi * Kibi * Kibi;

    public static Command Create(CommandContext context)
    {
        Argument<string?> name = new("NAME") { Description = "Show this device with its sources: a name, or a JSON file.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("devices", "List the built-in devices, or show one.") { name };
        command.SetAction(parsed => parsed.GetValue(name) is { } named ? Show(context, NamedInput.Device(named)) : List(context));
        return command;
    }

    /// <summary>Memory in KiB, and from 1 GiB on in GiB.</summary>
    public static string MemoryText(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(bytes < Gibi ? bytes / Kibi : Math.Round((double)bytes / Gibi, 1))} {(bytes < Gibi ? "KiB" : "GiB")}");

    private static int List(CommandContext context)
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
                new Text(Clock(device)),
                new Text(MemoryText(device.FlashBytes)),
                new Text(MemoryText(device.RamBytes)),
                new Text(device.Source));
        }

        context.Results.Write(table);
        return ExitCode.Done;
    }

    private static int Show(CommandContext context, Device device)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Devices([device]));
            return ExitCode.Done;
        }

        (string Field, string Value)[] rows = [.. DeviceText.Rows(device)];
        int width = rows.Max(row => row.Field.Length) + 2;
        foreach ((string field, string value) in rows)
        {
            context.Print(field.PadRight(width) + value);
        }

        return ExitCode.Done;
    }

    private static string Clock(Device device) => string.Create(CultureInfo.InvariantCulture, $"{device.ClockHertz / 1_000_000} MHz");
}
