namespace Bantam.Model;

/// <summary>How a tensor came to be. Ops declare what that means; tensors only carry it.</summary>
internal abstract class TensorOrigin;
