using System.CommandLine;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary><c>bantam inspect</c>: what a network costs, layer by layer, and whether it fits a device.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = "A .bantam file, or the name of a network." };
        Option<string?> device = new("--device") { Description = "Judge whether it fits: a device by name, see 'bantam devices', or a JSON file." };
        Option<bool> plan = new("--plan") { Description = "Print where each activation lies in memory." };
        Command command = new("inspect", "Count what a network costs and say whether it fits a device.") { file, device, plan };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(file)!;
            Graph graph = NamedInput.Network(name);
            InspectReport report = InspectReport.Of(name, graph, parsed.GetValue(device) is { } named ? NamedInput.Device(named) : null);
            if (context.IsJson)
            {
                context.Output.WriteLine(InspectJson.Of(report));
                return ExitCode.Done;
            }

            InspectTables.Write(context, report);
            if (parsed.GetValue(plan))
            {
                InspectTables.WritePlan(context, report);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
