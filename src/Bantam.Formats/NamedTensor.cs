using Bantam.Model;

namespace Bantam.Formats;

/// <summary>A tensor with the name under which a file holds it.</summary>
/// <param name="Name">The name, unique within a file: <c>conv1.weight</c>.</param>
/// <param name="Value">The values.</param>
public sealed record NamedTensor(string Name, Tensor Value);
