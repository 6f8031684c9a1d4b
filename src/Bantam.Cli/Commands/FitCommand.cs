using System.CommandLine;
using Bantam.Reports;

namespace Bantam.Cli;

/// <summary><c>bantam fit</c>: data, network and device in, verified C and a report out.</summary>
internal static class FitCommand
{
    public static Command Create(CommandContext context)
    {
        Option<string> data = new("--data") { Description = "The data set, see 'bantam data list'.", DefaultValueFactory = _ => "digits" };
        Option<string> network = new("--network") { Description = "A network by name, or a file (.bantam, .tflite, .onnx, .h5) to train further.", DefaultValueFactory = _ => "lenet" };
        Option<string> device = new("--device") { Description = "A device by name, see 'bantam devices', or a JSON file.", DefaultValueFactory = _ => "cortex-m4" };
        Option<double?> floor = RealNumber.Option("--floor", "The least accuracy (or AUC) of the deployed network, between 0 and 1.");
        Option<double?> ceiling = RealNumber.Option("--ceiling", "The largest error (RMSE or MAE) of the deployed network.");
        Option<string?> flash = new("--flash") { Description = "The flash allowed, for example 65536 or 64K; the device's where omitted." };
        Option<string?> ram = new("--ram") { Description = "The RAM allowed; the device's where omitted." };
        Option<int?> epochs = new("--epochs") { Description = "How often every training sample is seen; 8, or more for small data, where omitted." };
        Option<string> output = new("--out") { Description = "The folder for the results.", DefaultValueFactory = _ => "out/fit" };
        Option<bool> resume = new("--resume") { Description = "Continue a training that was interrupted, exactly." };
        Option<bool> requireVerify = new("--require-verify") { Description = "Fail where a proof cannot be run." };

        Command command = new("fit", "Train, shrink, compile and prove a network for a device.")
        {
            data, network, device, floor, ceiling, flash, ram, epochs, output, resume, requireVerify,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(floor) is not null && parsed.GetValue(ceiling) is not null)
            {
                throw new ArgumentException("--floor bounds accuracy and AUC, --ceiling bounds errors: give one of them.");
            }

            FitOptions options = new()
            {
                Data = parsed.GetValue(data)!,
                Network = parsed.GetValue(network)!,
                LoadNetwork = NamedInput.NetworkFile,
                Device = NamedInput.Device(parsed.GetValue(device)!),
                Bound = parsed.GetValue(floor) ?? parsed.GetValue(ceiling),
                BoundIsCeiling = parsed.GetValue(floor) is not null ? false : parsed.GetValue(ceiling) is not null ? true : null,
                FlashBudgetBytes = ByteCount.Parse("--flash", parsed.GetValue(flash)),
                RamBudgetBytes = ByteCount.Parse("--ram", parsed.GetValue(ram)),
                Epochs = parsed.GetValue(epochs) is < 1 ? throw new ArgumentException($"--epochs is 1 or more, but got {parsed.GetValue(epochs)}.") : parsed.GetValue(epochs),
                Seed = context.Seed,
                OutputFolder = parsed.GetValue(output)!,
                Resume = parsed.GetValue(resume),
                Command = context.CommandLine,
                Observer = new FitTalk(context),
                Cancellation = context.Cancellation,
            };
            return Run(options, parsed.GetValue(requireVerify), context);
        });
        return command;
    }

    private static int Run(FitOptions options, bool requireVerify, CommandContext context)
    {
        context.Say($"bantam fit: data {options.Data}, network {options.Network}, device {options.Device.Name}, seed {options.Seed}");
        FitReport report = Fit.Run(options);
        report = report with { Files = [.. report.Files, "report.html", "report.json"] };
        ReportFiles.Save(report, options.OutputFolder);
        if (context.IsJson)
        {
            context.Output.WriteLine(report.ToJson());
        }

        FitSummary.Write(context, report, options.OutputFolder);
        return FitVerdict.Of(report, requireVerify, context.Complain);
    }
}
