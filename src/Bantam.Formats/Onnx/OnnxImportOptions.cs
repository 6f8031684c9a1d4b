using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>How an ONNX model is imported.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Whether inputs and outputs with four axes stay NCHW, as the file declares them, instead of becoming NHWC.</summary>
    public bool KeepsChannelsFirst { get; init; }

    /// <summary>The shapes of inputs, as ONNX declares them (NCHW), by name: for those that the file leaves open.</summary>
    public ImmutableDictionary<string, Shape> InputShapes { get; init; } = ImmutableDictionary<string, Shape>.Empty;

    /// <summary>Inputs that are known when the model is read.</summary>
    internal ImmutableDictionary<string, ConstantTensor> Constants { get; init; } = ImmutableDictionary<string, ConstantTensor>.Empty;
}
