namespace Bantam.Model;

/// <summary>The operators and methods with which eager code is written.</summary>
public static class TensorOperators
{
    extension(Tensor tensor)
    {
        /// <summary>Elementwise sum.</summary>
        /// <param name="a">A tensor.</param>
        /// <param name="b">A tensor whose shape is broadcast with that of the other.</param>
        /// <returns>a + b.</returns>
        public static Tensor operator +(Tensor a, Tensor b) => new Add().Apply(a, b);

        /// <summary>Elementwise difference.</summary>
        /// <param name="a">A tensor.</param>
        /// <param name="b">A tensor whose shape is broadcast with that of the other.</param>
        /// <returns>a − b.</returns>
        public static Tensor operator -(Tensor a, Tensor b) => new Subtract().Apply(a, b);

        /// <summary>Elementwise (Hadamard) product; see <see cref="MatMul"/> for the product of matrices.</summary>
        /// <param name="a">A tensor.</param>
        /// <param name="b">A tensor whose shape is broadcast with that of the other.</param>
        /// <returns>a ∘ b.</returns>
        public static Tensor operator *(Tensor a, Tensor b) => new Multiply().Apply(a, b);

        /// <summary>Elementwise quotient.</summary>
        /// <param name="a">A tensor.</param>
        /// <param name="b">A tensor whose shape is broadcast with that of the other.</param>
        /// <returns>a / b.</returns>
        public static Tensor operator /(Tensor a, Tensor b) => new Divide().Apply(a, b);

        /// <summary>Product with a constant.</summary>
        /// <param name="factor">The constant.</param>
        /// <param name="a">A tensor.</param>
        /// <returns>factor · a.</returns>
        public static Tensor operator *(double factor, Tensor a) => new Scale(factor).Apply(a);

        /// <summary>The negative.</summary>
        /// <param name="a">A tensor.</param>
        /// <returns>−a.</returns>
        public static Tensor operator -(Tensor a) => new Scale(-1).Apply(a);

        /// <summary>The product of two matrices.</summary>
        /// <param name="other">The right factor, with as many rows as this has columns.</param>
        /// <returns>The product.</returns>
        public Tensor MatMul(Tensor other) => new MatMul().Apply(tensor, other);

        /// <summary>The sum of all elements.</summary>
        /// <returns>A scalar.</returns>
        public Tensor Sum() => new Sum().Apply(tensor);

        /// <summary>The exponential of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Exp() => new Exp().Apply(tensor);

        /// <summary>The logistic function of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Sigmoid() => new Sigmoid().Apply(tensor);

        /// <summary>max(x, 0) of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Relu() => new Relu().Apply(tensor);

        /// <summary>Softmax along the last axis.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Softmax() => new Softmax().Apply(tensor);

        /// <summary>The same elements under another shape, sharing the storage.</summary>
        /// <param name="shape">The new shape, with as many elements.</param>
        /// <returns>A view.</returns>
        public Tensor Reshape(Shape shape) => new ViewAs(shape).Apply(tensor);

        /// <summary>The last two axes exchanged, sharing the storage.</summary>
        /// <returns>A view.</returns>
        public Tensor Transpose() => new Transpose().Apply(tensor);
    }
}
