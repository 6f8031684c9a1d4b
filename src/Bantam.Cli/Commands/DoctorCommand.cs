using System.CommandLine;
using Bantam.Deployment;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam doctor</c>: what this machine can prove, and the command that installs what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("doctor", "List what this machine can prove, and how to install what is missing.");
        command.SetAction(_ => Run(context, Toolchain.Installed));
        return command;
    }

    public static int Run(CommandContext context, Toolchain toolchain)
    {
        IReadOnlyList<ToolStatus> tools = toolchain.Status();
        if (context.IsJson)
        {
            context.Output.WriteLine(CliJson.Doctor(tools));
            return ExitCode.Done;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumns("Tool", "Found", "Needed to");
        foreach (ToolStatus tool in tools)
        {
            table.AddRow(new Text(tool.Name), new Text(tool.Found ? tool.Version : "missing"), new Text(tool.Needed));
        }

        context.Results.Write(table);
        if (Toolchain.InstallCommand(tools) is { Length: > 0 } install)
        {
            context.Print($"Install what is missing: {install}");
        }

        bool host = tools[0].Found;
        bool emulator = tools.Skip(1).All(tool => tool.Found);
        context.Print($"Proof on this machine: {(host ? "possible" : "not possible")}. Proof in the emulator: {(emulator ? "possible" : "not possible")}.");
        return ExitCode.Done;
    }
}
