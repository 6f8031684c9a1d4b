using System.CommandLine;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary><c>bantam run</c>: one inference on the raw bytes of a tensor.</summary>
internal static class RunCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = NamedInput.FileDescription };
        Option<string[]> input = new("--input") { Description = "The bytes of the input tensor: codes of a quantized network, else Float32, little-endian, channels last. Once for each input.", Required = true };
        Option<string[]> output = new("--output") { Description = "Receives the bytes of the output tensor. Once for each output.", Required = true };
        Option<string> profile = RoundingName.Option();
        Option<string> path = KernelPath.Option();
        Option<string?> layers = new("--layers") { Description = "Also write what each step computes into this folder: 00.bin, 01.bin, …." };
        Command command = new("run", "Compute one inference on raw tensor bytes. Example: bantam run net.bantam --input in.bin --output out.bin --layers steps")
        {
            file, input, output, profile, path, layers,
        };
        command.SetAction(parsed =>
        {
            string kernels = parsed.GetValue(path)!;
            string rounding = parsed.GetValue(profile)!;
            Graph graph = NamedInput.Network(parsed.GetValue(file)!);
            ModelRun run = ModelRun.Of(graph, RoundingName.Parse(rounding), new KernelPath(kernels));
            string[] inputs = Files("--input", parsed.GetValue(input)!, run.Inputs);
            string[] outputs = Files("--output", parsed.GetValue(output)!, run.Outputs);
            byte[][] bytes = [.. inputs.Zip(run.Inputs, InputBytes)];
            LayerFolder? folder = parsed.GetValue(layers) is { } name ? new LayerFolder(name) : null;
            byte[][] results = run.Compute(bytes, folder is null ? null : folder.Write);
            foreach ((string target, byte[] result) in outputs.Zip(results))
            {
                AtomicFile.Write(target, stream => stream.Write(result));
            }

            Report(context, new RunDocument(run.Inputs, run.Outputs, rounding, kernels, folder?.Files ?? []), outputs);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Report(CommandContext context, RunDocument document, string[] outputs)
    {
        if (context.IsJson)
        {
            context.Output.WriteLine(ModelJson.Run(document));
            return;
        }

        context.Print($"{string.Join(" and ", document.Inputs.Select(Text))} -> {string.Join(" and ", document.Outputs.Select(Text))} in {string.Join(" and ", outputs)}");
    }

    private static string[] Files(string option, string[] files, IReadOnlyList<RunTensor> tensors) => files.Length == tensors.Count
        ? files
        : throw new ArgumentException($"{option} names a file for each of {string.Join(", ", tensors.Select(Text))}, in this order, but {files.Length} were given.");

    private static byte[] InputBytes(string path, RunTensor tensor)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}' to take the input from.", path);
        }

        long length = new FileInfo(path).Length;
        return length == tensor.Bytes
            ? File.ReadAllBytes(path)
            : throw new ArgumentException($"'{path}' has {length} bytes, but the input {Text(tensor)} has {tensor.Bytes}. Write exactly one sample.");
    }

    private static string Text(RunTensor tensor) => $"{tensor.Name} {tensor.Type}[{string.Join(", ", tensor.Shape)}]";

    /// <summary>Numbers the steps of one inference.</summary>
    private sealed class LayerFolder(string path)
    {
        private readonly List<string> _files = [];

        public IReadOnlyList<string> Files => _files;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            string file = Path.Combine(path, $"{_files.Count:00}.bin");
            byte[] copy = bytes.ToArray();
            AtomicFile.Write(file, stream => stream.Write(copy));
            _files.Add(file);
        }
    }
}
