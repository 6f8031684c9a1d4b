using System.CommandLine;
using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary><c>bantam inspect</c>: what a network costs, layer by layer, and whether it fits a device.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = NamedInput.FileDescription };
        Option<string?> device = new("--device") { Description = "Judge whether it fits: a device by name, see 'bantam devices', or a JSON file." };
        Option<string> energy = new("--energy")
        {
            Description = $"Price energy by this table: {string.Join(" or ", EnergyTables.All.Select(table => table.Name))}.",
            DefaultValueFactory = _ => EnergyTables.Horowitz.Name,
        };
        Option<bool> plan = new("--plan") { Description = "Print where each activation lies in memory." };
        Command command = new("inspect", "Count what a network costs and say whether it fits a device.") { file, device, energy, plan };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(file)!;
            Graph graph = NamedInput.Network(name);
            EnergyTable prices = EnergyTables.Named(parsed.GetValue(energy)!);
            InspectReport report = InspectReport.Of(name, graph, parsed.GetValue(device) is { } named ? NamedInput.Device(named) : null, prices);
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
