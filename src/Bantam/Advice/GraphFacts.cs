using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Questions that several rules ask about nodes.</summary>
internal static class GraphFacts
{
    extension(Value value)
    {
        /// <summary>The value itself, or what it was before it was rounded to the levels of quantizers.</summary>
        public Value Unquantized => value is Node { Op: FakeQuantize } node ? node.Inputs[0].Unquantized : value;
    }

    extension(Node node)
    {
        /// <summary>Whether it is a layer that sums products with weights.</summary>
        public bool IsLinear => node.Op is Conv2d or DepthwiseConv2d or Dense;

        /// <summary>The weights of a linear layer, null where other nodes compute them.</summary>
        public Parameter? Weight => node.Inputs[1].Unquantized as Parameter;

        /// <summary>The integers that stand for the weights of a linear layer, null where they are floating point.</summary>
        public QuantizationParameters? WeightEncoding => EncodingOf(node.Inputs[1]);

        /// <summary>The integers that stand for what a linear layer reads: those of its input, also through layers that only select or relabel.</summary>
        public QuantizationParameters? InputEncoding => EncodingOf(node.Inputs[0]);

        /// <summary>The axis of the weights of a linear layer along which its output channels lie.</summary>
        public int OutputAxis => node.Op is DepthwiseConv2d ? 3 : 0;

        /// <summary>Whether it only shapes single values.</summary>
        public bool IsActivationFunction => node.Op is Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or Sigmoid or Tanh or HardSwish;

        /// <summary>Whether no output can be negative.</summary>
        public bool IsNeverNegative =>
            node.Op is Relu or Relu6 or BoundedRelu or Sigmoid or Softmax || node.Op is IFusesActivation { Activation: not Activation.None };
    }

    private static QuantizationParameters? EncodingOf(Value value) => value switch
    {
        Node { Op: FakeQuantize quantize } => quantize.Quantizer.Encoding,
        Node { Op: Flatten or Reshape or MaxPool or AveragePool } node => EncodingOf(node.Inputs[0]),
        _ => null,
    };
}
