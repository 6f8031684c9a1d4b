using System.CommandLine;
using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary><c>bantam convert</c>: a network in another format.</summary>
internal static class ConvertCommand
{
    private const string CEnding = ".c";

    public static Command Create(CommandContext context)
    {
        Argument<string> source = new("IN") { Description = NamedInput.FileDescription };
        Argument<string> target = new("OUT") { Description = "The file to write: .bantam, .tflite or .onnx; .c for C of a quantized network; .npz or .safetensors for the weights alone." };
        Option<int?> opset = new("--opset") { Description = "The version of ONNX's operators to write, 13 to 21; 17 where omitted, 21 for codes of 4 or 16 bits." };
        Command command = new("convert", "Write a network in another format, which the file's ending tells. Example: bantam convert net.h5 net.bantam") { source, target, opset };
        command.SetAction(parsed => Run(context, NamedInput.Network(parsed.GetValue(source)!), parsed.GetValue(target)!, new OnnxExportOptions { Opset = parsed.GetValue(opset) }));
        return command;
    }

    private static int Run(CommandContext context, Graph graph, string path, OnnxExportOptions onnx)
    {
        string[] files = Write(graph, path, onnx);
        if (context.IsJson)
        {
            context.Output.WriteLine(ModelJson.Convert(graph.Nodes.Count, files));
        }
        else
        {
            context.Print($"{graph.Nodes.Count} ops in {string.Join(" and ", files)}");
        }

        return ExitCode.Done;
    }

    private static string[] Write(Graph graph, string path, OnnxExportOptions onnx)
    {
        if (HasEnding(path, CEnding))
        {
            return WriteC(graph, path);
        }

        if (TensorFiles.Endings.Any(ending => HasEnding(path, ending)))
        {
            TensorFiles.Save(GraphWeights.Of(graph), path);
        }
        else
        {
            ModelFiles.Save(graph, path, onnx);
        }

        return [path];
    }

    /// <summary>The header lies beside the source and has its name.</summary>
    private static string[] WriteC(Graph graph, string path)
    {
        CFiles c = CWriter.Write(Lowering.Lower(graph), Path.GetFileNameWithoutExtension(path));
        string header = Path.ChangeExtension(path, ".h");
        AtomicFile.WriteText(path, c.Source);
        AtomicFile.WriteText(header, c.Header);
        return [path, header];
    }

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
