using System.Globalization;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What a viewer shows of a model beside its operators.</summary>
internal static class OnnxDescription
{
    private const string Producer = "Bantam";

    /// <summary>A line about a node: its op and its work.</summary>
    public static string Of(Node node)
    {
        long macs = node.Cost.Macs;
        return macs == 0 ? node.Op.Name : string.Create(CultureInfo.InvariantCulture, $"{node.Op.Name}: {macs:N0} MACs");
    }

    /// <summary>The model around a network.</summary>
    public static OnnxModel Model(Graph graph, OnnxGraph network, OnnxDialect dialect)
    {
        OnnxModel model = new()
        {
            IrVersion = dialect.IrVersion,
            ProducerName = Producer,
            ProducerVersion = typeof(Graph).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = network,
        };
        model.Opsets.Add(new OnnxOpset { Version = dialect.Opset });
        if (network.Nodes.Any(node => node.Domain.Length > 0))
        {
            model.Opsets.Add(new OnnxOpset { Domain = OnnxDialect.QuantDomain, Version = 1 });
        }

        long parameters = graph.Parameters.Where(parameter => parameter.IsCounted).Sum(parameter => (long)parameter.Shape.Count);
        Add("parameters", parameters.ToString("N0", CultureInfo.InvariantCulture));
        Add("macs", graph.Nodes.Where(node => !node.IsConstant).Sum(node => node.Cost.Macs).ToString("N0", CultureInfo.InvariantCulture));
        Add("layout", network.Inputs.Any(input => input.Dims!.Count == 4) ? "NCHW inside" : "rows");
        if (graph.Nodes.Any(node => node.Op is FakeQuantize or DequantizeLinear or Sign))
        {
            Add("quantization", dialect.Quantizers switch
            {
                OnnxQuantizers.Int8 => "QDQ, signed activations",
                OnnxQuantizers.UInt8 => "QDQ, unsigned 8-bit activations",
                _ => "Quant of QONNX",
            });
        }

        return model;

        void Add(string key, string text) => model.Metadata.Add(new OnnxEntry(key, text));
    }
}
