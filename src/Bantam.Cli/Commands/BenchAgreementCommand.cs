using System.CommandLine;

namespace Bantam.Cli;

/// <summary><c>bantam bench agreement</c>: how often a quantized network and its ONNX file in ONNX Runtime name the same class.</summary>
internal static class BenchAgreementCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = "A file of a quantized network." };
        Option<string> data = new("--data") { Description = "The data set whose test samples are compared, see 'bantam data list'.", Required = true };
        Command command = new("agreement", "Compare a quantized network with its ONNX file in ONNX Runtime, by rounding profile. Needs the repository and Linux on x64.") { file, data };
        command.SetAction(parsed =>
        {
            List<string> arguments = ["agreement", Path.GetFullPath(parsed.GetValue(file)!), "--data", parsed.GetValue(data)!];
            if (context.IsJson)
            {
                arguments.Add("--json");
            }

            return BenchCommand.Run(context, BenchCommand.RootAbove(AppContext.BaseDirectory), arguments);
        });
        return command;
    }
}
